import { hasCredential } from '../../../common/sigv4/auth-mechanism.js';
import { RequestVerifier } from '../../../common/sigv4/request-verifier.js';
import type { Sigv4Config } from '../../config/index.js';
import type { Authentication, Authenticator, RequestHead } from '../../runtime/index.js';

/** Signature Version 4 with the keys of one bucket. */
export class SigV4Authenticator implements Authenticator {
  readonly method = 'sigv4' as const;
  readonly #verifier: RequestVerifier;

  constructor({ region, service, credentials, max_clock_skew_seconds }: Sigv4Config) {
    this.#verifier = new RequestVerifier(
      { region, service, maxSkewMs: max_clock_skew_seconds * 1000 },
      credentials.map((credential) => ({
        accessKeyId: credential.access_key,
        secretAccessKey: credential.secret_key,
        sessionToken: credential.session_token,
        subject: credential.subject,
        notAfter: credential.not_after,
      })),
    );
  }

  recognises({ target, headers }: RequestHead): boolean {
    return hasCredential(target.query, headers);
  }

  authenticate({ method, target: { rawPath, query }, headers }: RequestHead): Authentication {
    const hosts = [headers.get('host') ?? ''];
    const verified = this.#verifier.verify({ method, rawPath, query, headers, hosts }, Date.now());
    const principal = { method: this.method, subject: verified.key.subject };
    return { principal, hoisted: verified.hoisted, chunkSigning: verified.chunkSigning };
  }
}
