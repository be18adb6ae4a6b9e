import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/**
 * Reads the address of an S3 service: an http or https URL of scheme, host and optional port.
 * @returns the origin, without a trailing slash and without the scheme's own port
 */
export function readEndpoint(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind('an http or https URL', raw);
  if (!/^https?:\/\//i.test(raw) || !URL.canParse(raw)) return refused('expected an http or https URL');
  // The parser drops an empty query or userinfo and turns "\" into "/": ask the text as well.
  if (raw.includes('@')) return refused('must not hold a user or password: use access_key and secret_key');
  const { origin, pathname } = new URL(raw);
  if (pathname !== '/' || /[?#\\\s]/.test(raw))
    return refused('must be scheme, host and port only, without path or query');
  return accepted(origin);
}
