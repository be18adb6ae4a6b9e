import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Milliseconds in each accepted unit; a plain number is seconds. */
const UNITS: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const EXPECTED = 'a duration (seconds, or a number with ms, s, m or h such as 250ms or 15m)';
/** Longest delay of a Node timer: a longer one would fire at once. */
const MAX_MS = 2 ** 31 - 1;

/**
 * Reads a duration: a plain number of seconds, or a number with a unit.
 * @param minimum shortest accepted duration in milliseconds
 * @returns whole milliseconds, at most 2^31 - 1 (24.8 days)
 */
export function readDuration(raw: unknown, minimum: number): Reading<number> {
  if (typeof raw !== 'number' && typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(raw));
  const unit = UNITS[parts?.[2] ?? ''];
  if (parts === null || unit === undefined) return refused(`expected ${EXPECTED}`);
  const milliseconds = Number((Number(parts[1]) * unit).toFixed(3));
  if (!Number.isInteger(milliseconds)) return refused('must be a whole number of milliseconds');
  if (milliseconds < minimum) return refused(`must be at least ${minimum}ms`);
  return milliseconds <= MAX_MS ? accepted(milliseconds) : refused('is too long: at most 596h');
}
