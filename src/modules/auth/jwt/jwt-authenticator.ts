import { isGatewayError } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { carriesSignature } from '../../../common/sigv4/auth-mechanism.js';
import type { Authentication, Authenticator, Principal, RequestHead } from '../../runtime/index.js';
import type { TokenSources } from './token-sources.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

const NO_HEADERS: ReadonlyMap<string, string> = new Map();
/** RFC 6750 section 3: a request without a credential is told the scheme only. */
const CHALLENGE = { 'www-authenticate': 'Bearer' };
const INVALID_TOKEN = { 'www-authenticate': 'Bearer error="invalid_token"' };

/** JSON Web Tokens in the places that the configuration of a bucket names. */
export class JwtAuthenticator implements Authenticator {
  readonly queryParameters: ReadonlySet<string>;

  /** @param onClose frees what the verifier's keys hold */
  constructor(
    private readonly sources: TokenSources,
    private readonly verifier: TokenVerifier,
    private readonly onClose: () => Promise<void>,
  ) {
    this.queryParameters = sources.queryParameters;
  }

  methodOf(head: RequestHead): Principal['method'] {
    return this.sources.present(head) ? 'jwt' : 'none';
  }

  authenticate(head: RequestHead): Authentication | Promise<Authentication> {
    const { target, headers } = head;
    if (carriesSignature(target.query, headers)) throw twoCredentials();
    const verified = this.verifier.verify(this.sources.read(head), Date.now());
    return verified instanceof Promise ? verified.then(authenticated, refuseAsBearer) : authenticated(verified);
  }

  authenticateForm(): never {
    throw this.noCredential();
  }

  earliestExpiry(): undefined {
    return undefined;
  }

  noCredential(): GatewayError {
    return new GatewayError('AccessDenied', { status: 401, headers: CHALLENGE });
  }

  close(): Promise<void> {
    return this.onClose();
  }
}

function authenticated({ subject, claims, expiresAt }: VerifiedToken): Authentication {
  return {
    principal: { method: 'jwt', subject, claims, expiresAt },
    hoisted: NO_HEADERS,
    chunkSigning: undefined,
    headerSignature: undefined,
  };
}

/** The codes are those of S3's session tokens; a bearer token is refused with 401 (RFC 6750 section 3.1). */
function refuseAsBearer(error: unknown): never {
  if (isGatewayError(error)) {
    for (const code of ['InvalidToken', 'ExpiredToken'] as const) {
      if (error.code === code) throw new GatewayError(code, { status: 401, headers: INVALID_TOKEN });
    }
  }
  throw error;
}

function twoCredentials(): GatewayError {
  return new GatewayError('InvalidArgument', {
    message: 'Only one auth mechanism allowed: the request carries a signature and a token.',
    details: { ArgumentName: 'Authorization', ArgumentValue: '***' },
  });
}
