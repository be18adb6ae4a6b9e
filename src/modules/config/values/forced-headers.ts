import { isForcibleHeader } from '../../../common/s3/forcible-header.js';
import { isMapping, UNREADABLE } from '../source/config-source.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Reads `forced_headers`: names and values of headers that every new object gets. */
export function readForcedHeaders(raw: unknown): Reading<Readonly<Record<string, string>>> {
  if (!isMapping(raw)) return wrongKind('a mapping of header names and values', raw);
  const headers: Record<string, string> = {};
  for (const [written, value] of Object.entries(raw)) {
    // Its own fault has been reported: nothing is served with it.
    if (value === UNREADABLE) continue;
    const name = written.toLowerCase();
    if (typeof value !== 'string' || !isForcibleHeader(name, value)) {
      return refused(`${written} is not a header that a new object can have, or its value is not one of a header`);
    }
    headers[name] = value;
  }
  return accepted(headers);
}
