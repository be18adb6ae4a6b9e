import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Bytes in each accepted unit (IEC 80000-13). */
const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const EXPECTED = 'a size (bytes, or a whole number of KiB, MiB, GiB or TiB such as 64MiB)';

/**
 * Reads a size: an integer number of bytes, or a whole number with a binary unit. Decimal units (kB, MB) and bare
 * letters are refused, because half of the world reads them as binary ones.
 * @param minimum bytes, 0 or 1
 * @returns bytes, up to 2^53 - 1
 */
export function readByteSize(raw: unknown, minimum = 1): Reading<number> {
  if (typeof raw !== 'number' && typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  const parts = /^(\d+) ?([A-Za-z]*)$/.exec(String(raw));
  if (parts?.[1] === undefined || parts[2] === undefined) return refused(`expected ${EXPECTED}`);
  const unit = Object.hasOwn(UNITS, parts[2]) ? UNITS[parts[2]] : undefined;
  if (unit === undefined) return refused(`only the units KiB, MiB, GiB and TiB are accepted: expected ${EXPECTED}`);
  const bytes = Number(parts[1]) * unit;
  if (bytes < minimum) return refused('must be at least 1 byte');
  return Number.isSafeInteger(bytes) ? accepted(bytes) : refused('is too large');
}
