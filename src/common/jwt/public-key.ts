import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * The public key of a PEM text: `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`.
 * @throws Error for anything else. A private key is refused, although a public one could be derived from it: it has no
 *   business on a machine that only verifies
 */
export function readPublicKeyPem(pem: string): KeyObject {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) throw new Error('a private key');
  return createPublicKey(pem);
}
