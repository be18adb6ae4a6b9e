import type { Claims } from '../../common/claims/claim-value.js';

/**
 * Claims that change with every token of the same identity (RFC 7519 section 4.1). No engine is given them: a decision
 * that depended on them could not be remembered for the next token.
 */
const VOLATILE = new Set(['exp', 'iat', 'jti', 'nbf']);
const NO_CLAIMS = '{}';
/** Claims are frozen and shared by the requests of one token. */
const texts = new WeakMap<Claims, string>();

/** The claims as JSON, the same text for the same claims in whatever order a token holds them. */
export function claimsText(claims: Claims | undefined): string {
  if (claims === undefined) return NO_CLAIMS;
  const known = texts.get(claims);
  if (known !== undefined) return known;
  const lasting = Object.entries(claims).filter(([name]) => !VOLATILE.has(name));
  const text = JSON.stringify(sorted(Object.fromEntries(lasting)));
  texts.set(claims, text);
  return text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
