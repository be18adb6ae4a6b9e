import type { Claims } from '../../common/claims/claim-value.js';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestHeaders } from '../../common/s3/header-registry.js';
import type { RequestTarget } from '../../common/s3/request-target.js';
import type { ChunkSigning } from '../../common/sigv4/chunk-signing.js';
import type { SignedFields } from '../../common/sigv4/policy-verifier.js';
import type { Principal } from './principal.js';

/** What of a request its credentials speak about. */
export interface RequestHead {
  readonly method: string;
  readonly target: RequestTarget;
  /** As the client has sent them, as far as that is known. */
  readonly headers: RequestHeaders;
  /** Values of Host that the client may have sent, the likeliest first; at least one. */
  readonly hosts: readonly string[];
  /** Path that the client may have sent before the target: empty, or with a leading slash. */
  readonly prefix: string;
}

/** What the credentials of a request prove. */
export interface Authentication {
  readonly principal: Principal;
  /** Headers that a presigned URL carries in its query. */
  readonly hoisted: ReadonlyMap<string, string>;
  /** Present when the body announces signed chunks. */
  readonly chunkSigning: ChunkSigning | undefined;
  /** The signature itself, when it stands in the header; that of a presigned URL may be used again. */
  readonly headerSignature: string | undefined;
}

/** How a caller of a bucket gets a session for an identity token (AssumeRoleWithWebIdentity of AWS STS). */
export interface WebIdentity {
  /** Names that callers may ask for. */
  readonly roles: ReadonlySet<string>;
  /** Longest life of a session, in milliseconds. */
  readonly maxSession: number;
  /** Stands for what tokens are verified with. A session counts wherever its token was accepted by the same. */
  readonly trust: string;
  /**
   * @param now milliseconds since 1970
   * @throws GatewayError InvalidToken, ExpiredToken; ServiceUnavailable when there are no keys
   */
  verify(token: string, now: number): IdentityToken | Promise<IdentityToken>;
}

/** What an identity token proves. */
export interface IdentityToken {
  readonly subject: string;
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Finds out who sends the requests for one bucket. Holds what the bucket's configuration says about that. */
export interface Authenticator {
  /** Query parameters that carry credentials and say nothing about the operation. They are never forwarded. */
  readonly queryParameters: ReadonlySet<string>;
  /** Present where callers can get a session. */
  readonly webIdentity?: WebIdentity | undefined;
  /** Which kind of identity a request claims, rightly or not; `none` when it claims none. */
  methodOf(head: RequestHead): Principal['method'];
  /**
   * A promise only where something has to be waited for: most requests are decided at once.
   * @throws GatewayError, or rejects with it, when the credentials prove nothing
   */
  authenticate(head: RequestHead): Authentication | Promise<Authentication>;
  /** The answer to a request that claims no identity. */
  noCredential(): GatewayError;
  /**
   * The same as `authenticate` for a form (PostObject) that is signed in its fields.
   * @throws GatewayError when they prove nothing, or when there are none
   */
  authenticateForm(fields: SignedFields): Principal;
  /** When the first of its credentials ends or has ended, in milliseconds since 1970; undefined when none does. */
  earliestExpiry(): number | undefined;
  /** Releases connections, files and timers. Called once, after the last request has ended. */
  close(): Promise<void>;
}
