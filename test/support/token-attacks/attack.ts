import { forgeHmac } from '../forge-token.js';
import type { TokenBuckets } from '../token-buckets.js';

/** What is tried, and the answer that it must get: status and S3 code. */
export type Attack = readonly [name: string, verdict: string, attempt: (target: TokenBuckets) => Promise<string>];

export const INVALID = '401 InvalidToken';
export const EXPIRED = '401 ExpiredToken';
export const NONE = '401 AccessDenied';
export const SEVERAL = '400 InvalidArgument';

export const SECRET = 'a-shared-secret-of-forty-two-characters-00';
export const OTHER_SECRET = 'another-secret-of-forty-two-characters-000';
export const HS256 = { alg: 'HS256', typ: 'JWT' };
/** Seconds since 1970. */
export const NOW = Math.floor(Date.now() / 1000);

/** A token with a shared secret, by default a right one. */
export function hmac(claims: unknown, header: object = HS256, secret: string | Buffer = SECRET): string {
  return forgeHmac(header, claims, secret);
}
