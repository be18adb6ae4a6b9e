import { createPublicKey, createSecretKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { algorithmsOf } from '../../../common/jwt/algorithms.js';
import type { JwtAlgorithm } from '../../../common/jwt/algorithms.js';
import { readPublicKeyPem } from '../../../common/jwt/public-key.js';
import type { JwtKeyConfig } from '../../config/index.js';

/** One key, with the algorithms that it and nothing else is used with. */
export interface VerificationKey {
  /** A token that names another id is not verified with it. Undefined: it takes every id. */
  readonly kid: string | undefined;
  readonly algorithms: readonly JwtAlgorithm[];
  readonly key: KeyObject;
}

/** Whether a token with this header may be verified with the key. */
export function fits(key: VerificationKey, algorithm: string, kid: string | undefined): boolean {
  return key.algorithms.some((name) => name === algorithm) && (kid === undefined || (key.kid ?? kid) === kid);
}

export function configuredKey({ kid, algorithms, secret, public_key }: JwtKeyConfig): VerificationKey {
  const key = secret === undefined ? readPublicKeyPem(public_key) : createSecretKey(secret, 'utf8');
  return { kid, algorithms, key };
}

/** What of a JSON Web Key makes up the public key (RFC 7518 section 6, RFC 8037 section 2). */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['kty', 'n', 'e'],
  EC: ['kty', 'crv', 'x', 'y'],
  OKP: ['kty', 'crv', 'x'],
};

/**
 * A key of a key set (RFC 7517 section 4).
 * @param accepted algorithms that the configuration accepts
 * @returns undefined for one that cannot verify tokens here: a symmetric key, which a public document cannot keep
 *   secret; one for another use; one that is too weak, unknown or broken
 */
export function publishedKey(jwk: unknown, accepted: readonly JwtAlgorithm[]): VerificationKey | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(jwk));
  const [kty, kid, alg] = [members.get('kty'), members.get('kid'), members.get('alg')];
  const names = PUBLIC_MEMBERS[String(kty)];
  if (names === undefined || !isForVerifying(members) || (kid !== undefined && typeof kid !== 'string'))
    return undefined;
  const key = importKey(Object.fromEntries(names.map((name) => [name, members.get(name)])));
  if (key === undefined) return undefined;
  const algorithms = algorithmsOf(key).filter((name) => accepted.includes(name) && (alg === undefined || alg === name));
  return algorithms.length === 0 ? undefined : { kid, algorithms, key };
}

/** RFC 7517 sections 4.2 and 4.3. */
function isForVerifying(members: ReadonlyMap<string, unknown>): boolean {
  const [use, operations] = [members.get('use'), members.get('key_ops')];
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

function importKey(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}
