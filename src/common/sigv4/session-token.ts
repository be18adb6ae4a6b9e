import { hash, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';

/**
 * Compares the session token of a request with the one its access key has; both or none must be there.
 * @throws GatewayError InvalidToken
 */
export function checkSessionToken(expected: string | undefined, sent: string | undefined): void {
  if (expected === undefined && sent === undefined) return;
  // Digests have one length, so that the comparison tells nothing about the token's.
  if (expected !== undefined && sent !== undefined && timingSafeEqual(digest(expected), digest(sent))) return;
  throw new GatewayError('InvalidToken');
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
