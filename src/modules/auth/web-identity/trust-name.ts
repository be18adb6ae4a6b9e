import { hash } from 'node:crypto';
import type { JwtConfig } from '../../config/index.js';

/**
 * A name for what decides whether a token counts: keys, key sets, issuer and audience. Two buckets with the same
 * trust take each other's sessions; what else they ask of a caller, such as claim rules, is asked of every request.
 */
export function trustName({ keys, jwks, issuer, audience }: JwtConfig): string {
  const parts = [keys, jwks?.urls, jwks?.algorithms, issuer, audience].map((part) => part ?? null);
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
