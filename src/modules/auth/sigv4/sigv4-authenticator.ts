import { Logger } from '@nestjs/common';
import { hasCredential } from '../../../common/sigv4/auth-mechanism.js';
import { PolicyVerifier } from '../../../common/sigv4/policy-verifier.js';
import type { SignedFields } from '../../../common/sigv4/policy-verifier.js';
import { RequestVerifier } from '../../../common/sigv4/request-verifier.js';
import type { Sigv4Config, Sigv4Credential } from '../../config/index.js';
import type { Authentication, Authenticator, Principal, RequestHead } from '../../runtime/index.js';
import { CredentialsFile } from './credentials-file.js';
import type { CredentialsFileListener } from './credentials-file.js';

/** What one set of keys verifies. */
interface Verifiers {
  readonly request: RequestVerifier;
  readonly policy: PolicyVerifier;
}

/** Signature Version 4 with the keys of one bucket. */
export class SigV4Authenticator implements Authenticator {
  readonly method = 'sigv4' as const;
  readonly #config: Sigv4Config;
  readonly #file: CredentialsFile | undefined;
  #credentials: readonly Sigv4Credential[];
  #verifiers: Verifiers;

  /** @param bucket as log lines name it */
  constructor(bucket: string, config: Sigv4Config) {
    const { credentials, credentials_file: file } = config;
    this.#config = config;
    this.#credentials = [...credentials, ...(file?.credentials ?? [])];
    this.#verifiers = createVerifiers(config, this.#credentials);
    this.#file =
      file &&
      new CredentialsFile(file, new Set(credentials.map(({ access_key }) => access_key)), this.#listener(bucket));
  }

  recognises({ target, headers }: RequestHead): boolean {
    return hasCredential(target.query, headers);
  }

  authenticate({ method, target: { rawPath, query }, headers, hosts, prefix }: RequestHead): Authentication {
    const verified = this.#verifiers.request.verify({ method, rawPath, prefix, query, headers, hosts }, Date.now());
    const principal = { method: this.method, subject: verified.key.subject };
    const { hoisted, chunkSigning, headerSignature } = verified;
    return { principal, hoisted, chunkSigning, headerSignature };
  }

  authenticateForm(fields: SignedFields): Principal {
    return { method: this.method, subject: this.#verifiers.policy.verify(fields, Date.now()).subject };
  }

  earliestExpiry(): number | undefined {
    const ends = this.#credentials.map(({ not_after }) => not_after).filter((end) => end !== undefined);
    return ends.reduce<number | undefined>((first, end) => Math.min(first ?? end, end), undefined);
  }

  close(): void {
    this.#file?.close();
  }

  #listener(bucket: string): CredentialsFileListener {
    const logger = new Logger('Credentials');
    return {
      changed: (ofFile) => {
        // One assignment: a request is verified with the old keys or with the new ones.
        this.#credentials = [...this.#config.credentials, ...ofFile];
        this.#verifiers = createVerifiers(this.#config, this.#credentials);
        logger.log(`bucket "${bucket}": credentials_file was read again, it holds ${ofFile.length} keys`);
      },
      failed: (problem) => {
        logger.error(`bucket "${bucket}": credentials_file cannot be used, the keys before stay: ${problem}`);
      },
    };
  }
}

function createVerifiers(
  { region, service, max_clock_skew_seconds }: Sigv4Config,
  credentials: readonly Sigv4Credential[],
): Verifiers {
  const options = { region, service, maxSkewMs: max_clock_skew_seconds * 1000 };
  const keys = credentials.map((credential) => ({
    accessKeyId: credential.access_key,
    secretAccessKey: credential.secret_key,
    sessionToken: credential.session_token,
    subject: credential.subject,
    notAfter: credential.not_after,
  }));
  return { request: new RequestVerifier(options, keys), policy: new PolicyVerifier(options, keys) };
}
