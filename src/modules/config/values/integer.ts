import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Reads a whole number within bounds (both included); digits in quotes or from a substitution count as one. */
export function readInteger(raw: unknown, minimum: number, maximum: number): Reading<number> {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  if (typeof raw !== 'number' && typeof raw !== 'string') return wrongKind(expected, raw);
  if (!/^\d{1,15}$/.test(String(raw))) return refused(`expected ${expected}`);
  const value = Number(raw);
  return value >= minimum && value <= maximum ? accepted(value) : refused(`expected ${expected}`);
}
