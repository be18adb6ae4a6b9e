import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'an http or https URL';

/** Reads the address of an HTTP service: scheme, host, optional port and path. */
export function readServiceUrl(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  if (!/^https?:\/\//i.test(raw) || !URL.canParse(raw)) return refused(`expected ${EXPECTED}`);
  // The parser drops an empty query or userinfo and turns "\" into "/": ask the text as well.
  if (raw.includes('@')) return refused('must not hold a user or password');
  if (/[?#\\\s]/.test(raw)) return refused('must not hold a query or fragment');
  return accepted(new URL(raw).href);
}
