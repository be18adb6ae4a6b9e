import { createHmac, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Base64url of a text or of a value as JSON. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token with any header and payload at all, signed by HMAC over them as they are. */
export function forgeHmac(header: unknown, payload: unknown, secret: string | Buffer, hash = 'sha256'): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

/** The same with an RSA key and PKCS #1, or an EC key and the signature form of JWS. */
export function forgeAsymmetric(
  header: unknown,
  payload: unknown,
  key: KeyObject,
  hash: string | null = 'sha256',
): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
