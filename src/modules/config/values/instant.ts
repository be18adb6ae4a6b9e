import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'a date and time with a zone (ISO 8601) such as 2027-01-31T00:00:00Z';
const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a moment: ISO 8601 with date, time and zone.
 * @returns milliseconds since 1970
 */
export function readInstant(raw: unknown): Reading<number> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  const day = INSTANT.exec(raw)?.[1];
  const at = Date.parse(raw);
  if (day === undefined || Number.isNaN(at) || !exists(day)) return refused(`expected ${EXPECTED}`);
  return accepted(at);
}

/** The engine rolls 30 February over to March. */
function exists(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
