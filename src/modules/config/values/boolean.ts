import type { Reading } from './reading.js';
import { accepted, wrongKind } from './reading.js';

/** Reads true or false; the words in quotes or from a substitution count too, `yes` and `on` do not. */
export function readBoolean(raw: unknown): Reading<boolean> {
  if (typeof raw === 'boolean') return accepted(raw);
  if (raw === 'true') return accepted(true);
  return raw === 'false' ? accepted(false) : wrongKind('true or false', raw);
}
