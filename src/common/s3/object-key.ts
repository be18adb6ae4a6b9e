import { GatewayError } from '../errors/gateway-error.js';
import { MAX_KEY_BYTES } from './limits.js';
import { decodeOnce } from './request-target.js';

/**
 * Decodes an object key from the path and refuses what no store should see.
 * @param raw the path after the bucket and its slash, percent-encoded, not empty
 * @throws GatewayError InvalidURI (broken encoding, NUL, dot segments), KeyTooLongError
 */
export function decodeObjectKey(raw: string): string {
  return checkObjectKey(decodeOnce(raw));
}

/**
 * Refuses a key that no store should see, and gives back every other.
 * @param key decoded, not empty
 * @throws GatewayError InvalidURI, KeyTooLongError
 */
export function checkObjectKey(key: string): string {
  if (key.includes('\0')) throw new GatewayError('InvalidURI', { message: 'The key must not contain NUL.' });
  // `a/../b` would name different objects to the client, to a proxy in between and to the store.
  if (key.includes('.') && key.split('/').some((segment) => segment === '.' || segment === '..')) {
    throw new GatewayError('InvalidURI', { message: 'The key must not contain the path segments "." or "..".' });
  }
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES) {
    throw new GatewayError('KeyTooLongError', { details: { Size: size, MaxSizeAllowed: MAX_KEY_BYTES } });
  }
  return key;
}
