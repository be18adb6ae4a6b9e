import type { JwtAlgorithm } from '../../../common/jwt/algorithms.js';
import { publishedKey } from './verification-key.js';
import type { VerificationKey } from './verification-key.js';

/** No identity provider publishes more. Each costs time to read. */
const MOST_KEYS = 256;

/**
 * Reads a JWK Set (RFC 7517 section 5). Keys that cannot be used are left out, as the RFC asks.
 * @throws Error when the document is none
 */
export function readKeySet(text: string, accepted: readonly JwtAlgorithm[]): readonly VerificationKey[] {
  const keys = keysOf(parsed(text));
  if (keys.length > MOST_KEYS) throw new Error(`The key set has more than ${MOST_KEYS} keys`);
  return keys.flatMap((jwk) => publishedKey(jwk, accepted) ?? []);
}

/** The parser's message would quote the document. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The key set is not JSON');
  }
}

function keysOf(document: unknown): readonly unknown[] {
  if (typeof document === 'object' && document !== null && 'keys' in document && Array.isArray(document.keys)) {
    return document.keys;
  }
  throw new Error('The key set has no list "keys"');
}
