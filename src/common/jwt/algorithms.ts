import type { KeyObject } from 'node:crypto';

/** Shared secrets (RFC 7518 section 3.2). */
export const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const;
/** Every algorithm that a token may be signed with (RFC 7518 section 3.1, RFC 8037). `none` is not among them. */
export const JWT_ALGORITHMS = [
  ...HMAC_ALGORITHMS,
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;

export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** RFC 7518 sections 3.3 and 3.5. */
const MIN_RSA_BITS = 2048;
const CURVES: Readonly<Record<string, JwtAlgorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

export function isHmac(algorithm: JwtAlgorithm): boolean {
  return algorithm.startsWith('HS');
}

/** Fewest bytes of a secret: as many as its hash has (RFC 7518 section 3.2). */
export function leastSecretBytes(algorithm: JwtAlgorithm): number {
  return Number(algorithm.slice(2)) / 8;
}

/**
 * The algorithms that a public key is made for. The key decides, not the token: this keeps an RSA key from being
 * taken for an HMAC secret.
 * @returns none for a kind of key that tokens do not use, or an RSA key below 2048 bits
 */
export function algorithmsOf(key: KeyObject): readonly JwtAlgorithm[] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return modulusLength < MIN_RSA_BITS ? [] : JWT_ALGORITHMS.filter((name) => /^[RP]S/.test(name));
    case 'ec': {
      const algorithm = CURVES[namedCurve];
      return algorithm === undefined ? [] : [algorithm];
    }
    case 'ed25519':
      return ['EdDSA'];
    default:
      return [];
  }
}
