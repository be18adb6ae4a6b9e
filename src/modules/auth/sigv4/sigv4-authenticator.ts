import { Logger } from '@nestjs/common';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { hasCredential } from '../../../common/sigv4/auth-mechanism.js';
import { PolicyVerifier } from '../../../common/sigv4/policy-verifier.js';
import type { SignedFields } from '../../../common/sigv4/policy-verifier.js';
import { RequestVerifier } from '../../../common/sigv4/request-verifier.js';
import type { VerifiedRequest } from '../../../common/sigv4/request-verifier.js';
import type { Sigv4Config, Sigv4Credential } from '../../config/index.js';
import type { Authentication, Authenticator, Principal, RequestHead } from '../../runtime/index.js';
import type { TokenVerifier, VerifiedToken } from '../jwt/token-verifier.js';
import type { WebIdentitySessions } from '../web-identity/web-identity-sessions.js';
import { CredentialsFile } from './credentials-file.js';
import type { CredentialsFileListener } from './credentials-file.js';

/** Session tokens that are more than a property of a configured pair. */
export interface SessionRules {
  /** Verifies the session token of every pair as a token of its own; absent: pairs have theirs. */
  readonly tokens: TokenVerifier | undefined;
  /** Keys that AssumeRoleWithWebIdentity has handed out. */
  readonly issued: WebIdentitySessions | undefined;
}

const NO_SESSIONS: SessionRules = { tokens: undefined, issued: undefined };

/** What one set of keys verifies. */
interface Verifiers {
  readonly request: RequestVerifier;
  readonly policy: PolicyVerifier;
}

/** Signature Version 4 with the keys of one bucket. */
export class SigV4Authenticator implements Authenticator {
  readonly queryParameters: ReadonlySet<string> = new Set();
  readonly #config: Sigv4Config;
  readonly #file: CredentialsFile | undefined;
  #credentials: readonly Sigv4Credential[];
  #verifiers: Verifiers;

  /** @param bucket as log lines name it */
  constructor(
    bucket: string,
    config: Sigv4Config,
    private readonly sessions = NO_SESSIONS,
  ) {
    const { credentials, credentials_file: file } = config;
    this.#config = config;
    this.#credentials = [...credentials, ...(file?.credentials ?? [])];
    this.#verifiers = this.#createVerifiers();
    this.#file =
      file &&
      new CredentialsFile(file, new Set(credentials.map(({ access_key }) => access_key)), this.#listener(bucket));
  }

  methodOf({ target, headers }: RequestHead): Principal['method'] {
    return hasCredential(target.query, headers) ? 'sigv4' : 'none';
  }

  authenticate(head: RequestHead): Authentication | Promise<Authentication> {
    const { method, target, headers, hosts, prefix } = head;
    const { rawPath, query } = target;
    const now = Date.now();
    const verified = this.#verifiers.request.verify({ method, rawPath, prefix, query, headers, hosts }, now);
    const { tokens, issued } = this.sessions;
    const caller = issued?.callerOf(verified.key);
    if (caller !== undefined) return authentication(verified, caller);
    if (tokens === undefined) {
      return authentication(verified, { method: 'sigv4', subject: verified.key.subject });
    }
    // After the signature: nobody without a pair learns whether a token is right.
    if (verified.sessionToken === undefined) throw withoutSession();
    const token = tokens.verify(verified.sessionToken, now);
    return token instanceof Promise
      ? token.then((awaited) => authentication(verified, ofToken(awaited)))
      : authentication(verified, ofToken(token));
  }

  authenticateForm(fields: SignedFields): Principal {
    // The claims of a token are judged before the body, in which a form would bring it.
    const { tokens, issued } = this.sessions;
    if (tokens !== undefined) throw withoutSession();
    const key = this.#verifiers.policy.verify(fields, Date.now());
    return issued?.callerOf(key) ?? { method: 'sigv4', subject: key.subject };
  }

  noCredential(): GatewayError {
    return new GatewayError('AccessDenied');
  }

  earliestExpiry(): number | undefined {
    const ends = this.#credentials.map(({ not_after }) => not_after).filter((end) => end !== undefined);
    return ends.reduce<number | undefined>((first, end) => Math.min(first ?? end, end), undefined);
  }

  close(): Promise<void> {
    this.#file?.close();
    return Promise.resolve();
  }

  #createVerifiers(): Verifiers {
    const { region, service, max_clock_skew_seconds } = this.#config;
    const options = {
      region,
      service,
      maxSkewMs: max_clock_skew_seconds * 1000,
      foreignSessionTokens: this.sessions.tokens !== undefined,
      issued: this.sessions.issued,
    };
    const keys = this.#credentials.map((credential) => ({
      accessKeyId: credential.access_key,
      secretAccessKey: credential.secret_key,
      sessionToken: credential.session_token,
      subject: credential.subject,
      notAfter: credential.not_after,
    }));
    return { request: new RequestVerifier(options, keys), policy: new PolicyVerifier(options, keys) };
  }

  #listener(bucket: string): CredentialsFileListener {
    const logger = new Logger('Credentials');
    return {
      changed: (ofFile) => {
        // One assignment: a request is verified with the old keys or with the new ones.
        this.#credentials = [...this.#config.credentials, ...ofFile];
        this.#verifiers = this.#createVerifiers();
        logger.log(`bucket "${bucket}": credentials_file was read again, it holds ${ofFile.length} keys`);
      },
      failed: (problem) => {
        logger.error(`bucket "${bucket}": credentials_file cannot be used, the keys before stay: ${problem}`);
      },
    };
  }
}

function authentication(verified: VerifiedRequest, principal: Principal): Authentication {
  const { hoisted, chunkSigning, headerSignature } = verified;
  return { principal, hoisted, chunkSigning, headerSignature };
}

/** The pair is shared by all clients and says nothing: who asks is what the token says. */
function ofToken({ subject, claims, expiresAt }: VerifiedToken): Principal {
  return { method: 'sigv4', subject, claims, expiresAt };
}

function withoutSession(): GatewayError {
  return new GatewayError('AccessDenied', { message: 'This bucket takes signatures only with a session token.' });
}
