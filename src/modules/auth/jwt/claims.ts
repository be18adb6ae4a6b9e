import type { Claims } from '../../../common/claims/claim-value.js';

/** Deeper claims are nothing that an identity provider issues. */
const MOST_LEVELS = 32;

/**
 * A frozen copy of a token's claims without prototypes: a claim named `__proto__` is an ordinary one.
 * @returns undefined when they are nested too deep
 */
export function frozenClaims(payload: Readonly<Record<string, unknown>>): Claims | undefined {
  try {
    return copyMapping(payload, MOST_LEVELS);
  } catch (error) {
    if (error === TOO_DEEP) return undefined;
    throw error;
  }
}

const TOO_DEEP = new Error('nested too deep');

function copy(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) throw TOO_DEEP;
  if (Array.isArray(value)) return Object.freeze(value.map((entry: unknown) => copy(entry, levels - 1)));
  return copyMapping(value as Record<string, unknown>, levels);
}

function copyMapping(mapping: Readonly<Record<string, unknown>>, levels: number): Claims {
  const claims = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(mapping)) claims[name] = copy(value, levels - 1);
  return Object.freeze(claims);
}
