import { decodeProtectedHeader, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { errorCode } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { Claims } from '../../../common/claims/claim-value.js';
import { frozenClaims } from './claims.js';
import { stillCounts } from './key-ring.js';
import type { FoundKey, KeyRing } from './key-ring.js';

/** What a token must say. */
export interface TokenRules {
  readonly issuer: readonly string[] | undefined;
  readonly audience: readonly string[] | undefined;
  /** Seconds. */
  readonly tolerance: number;
}

/** What a token proves. */
export interface VerifiedToken {
  readonly subject: string;
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Remembered extends VerifiedToken {
  readonly found: FoundKey;
}

/** Characters. More than an identity provider puts into one, less than the headers of a request may have. */
const MOST_CHARACTERS = 8192;
/** Of all remembered tokens. */
const MOST_REMEMBERED_CHARACTERS = 8 * 1024 * 1024;
const MOST_REMEMBERED = 10_000;
/** JWS Compact Serialization with a signature (RFC 7515 section 7.1). Five parts would be encrypted, an empty third unsigned. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const MOST_SUBJECT_CHARACTERS = 1024;

/**
 * Verifies JSON Web Tokens (RFC 7519) along the advice of RFC 8725. What a token says about itself chooses among the
 * configured keys and algorithms and nothing more: keys and addresses in its header (`jwk`, `jku`, `x5u`, `x5c`) are
 * never looked at.
 *
 * Tokens that were right are remembered, by their whole text, until they expire or the key set changes.
 */
export class TokenVerifier {
  readonly #remembered = new LRUCache<string, Remembered>({
    max: MOST_REMEMBERED,
    maxSize: MOST_REMEMBERED_CHARACTERS,
    sizeCalculation: (_value, token) => token.length,
  });

  constructor(
    private readonly keys: KeyRing,
    private readonly rules: TokenRules,
  ) {}

  /**
   * @param now milliseconds since 1970
   * @throws GatewayError InvalidToken, ExpiredToken; ServiceUnavailable when there are no keys. Never with a cause: the
   *   library's errors carry the claims
   */
  verify(token: string, now: number): VerifiedToken | Promise<VerifiedToken> {
    const known = this.#remembered.get(token);
    if (known === undefined) return this.#verifyAnew(token, now);
    if (now < known.expiresAt + this.rules.tolerance * 1000 && stillCounts(known.found)) return known;
    this.#remembered.delete(token);
    return this.#verifyAnew(token, now);
  }

  async #verifyAnew(token: string, now: number): Promise<VerifiedToken> {
    if (token.length > MOST_CHARACTERS || !COMPACT.test(token)) throw new GatewayError('InvalidToken');
    const { algorithm, kid } = readHeader(token);
    const own = await this.#try(token, algorithm, this.keys.configured(algorithm, kid), now);
    if ('subject' in own) return own;
    const other = await this.#try(token, algorithm, await this.keys.published(algorithm, kid), now);
    if ('subject' in other) return other;
    throw new GatewayError(own.expired || other.expired ? 'ExpiredToken' : 'InvalidToken');
  }

  async #try(
    token: string,
    algorithm: string,
    keys: readonly FoundKey[],
    now: number,
  ): Promise<VerifiedToken | { readonly expired: boolean }> {
    const { issuer, audience, tolerance } = this.rules;
    let expired = false;
    for (const found of keys) {
      try {
        const { payload } = await jwtVerify(token, found.key.key, {
          algorithms: [algorithm],
          requiredClaims: ['exp'],
          clockTolerance: tolerance,
          currentDate: new Date(now),
          ...(issuer !== undefined && { issuer: [...issuer] }),
          ...(audience !== undefined && { audience: [...audience] }),
        });
        const verified = this.#checked(payload, now);
        this.#remembered.set(token, { ...verified, found });
        return verified;
      } catch (error) {
        expired ||= errorCode(error) === 'ERR_JWT_EXPIRED';
      }
    }
    return { expired };
  }

  /** @throws GatewayError InvalidToken for what the library leaves open */
  #checked(payload: JWTPayload, now: number): VerifiedToken {
    const { sub, iat, exp } = payload;
    const expiresAt = (exp ?? Infinity) * 1000;
    const early = iat !== undefined && iat * 1000 > now + this.rules.tolerance * 1000;
    const claims = frozenClaims(payload);
    if (!isSubject(sub) || early || !Number.isFinite(expiresAt) || claims === undefined) {
      throw new GatewayError('InvalidToken');
    }
    return { subject: sub, claims, expiresAt };
  }
}

/** @throws GatewayError InvalidToken */
function readHeader(token: string): { readonly algorithm: string; readonly kid: string | undefined } {
  let header: Readonly<Record<string, unknown>>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new GatewayError('InvalidToken');
  }
  const { alg, kid, crit, b64 } = header;
  // No extension is understood here, so none can be critical (RFC 7515 section 4.1.11); `b64` is one (RFC 7797).
  if (typeof alg !== 'string' || crit !== undefined || b64 !== undefined) throw new GatewayError('InvalidToken');
  if (kid !== undefined && typeof kid !== 'string') throw new GatewayError('InvalidToken');
  return { algorithm: alg, kid };
}

/** Upload ids are bound to the subject, so that everyone without one would be the same caller. */
function isSubject(sub: unknown): sub is string {
  return typeof sub === 'string' && sub !== '' && sub.length <= MOST_SUBJECT_CHARACTERS && !/\p{Cc}/u.test(sub);
}
