import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Reads the address of a document: an http or https URL, without user, password and fragment. */
export function readHttpUrl(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind('an http or https URL', raw);
  if (!/^https?:\/\//i.test(raw) || /[\s\\]/.test(raw) || !URL.canParse(raw)) {
    return refused('expected an http or https URL');
  }
  const url = new URL(raw);
  if (url.username !== '' || url.password !== '') return refused('must not hold a user or password');
  return raw.includes('#') ? refused('must not have a fragment (#)') : accepted(url.href);
}
