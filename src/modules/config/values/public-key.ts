import { algorithmsOf } from '../../../common/jwt/algorithms.js';
import { readPublicKeyPem } from '../../../common/jwt/public-key.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Reads the PEM text of a public key that tokens can be verified with. The library's message could repeat it. */
export function readPublicKey(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind('a public key in PEM', raw);
  try {
    if (algorithmsOf(readPublicKeyPem(raw)).length > 0) return accepted(raw);
  } catch {
    return refused('expected a public key in PEM (PUBLIC KEY or CERTIFICATE), such as ${file:key.pem}');
  }
  return refused('must be an RSA key of at least 2048 bits, an EC key on P-256, P-384 or P-521, or an Ed25519 key');
}
