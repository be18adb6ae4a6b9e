import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** `token` of RFC 9110 section 5.6.2, less the asterisk. */
const HEADER_NAME = /^[\w!#$%&'+.^`|~-]+$/;

/** Reads the name of a header. */
export function readHeaderName(raw: unknown): Reading<string> {
  const expected = 'the name of a header such as x-amz-version-id';
  if (typeof raw !== 'string') return wrongKind(expected, raw);
  return HEADER_NAME.test(raw) ? accepted(raw) : refused(`expected ${expected}`);
}

/** Reads the name of a header in which one `*` may stand for any characters. */
export function readHeaderNamePattern(raw: unknown): Reading<string> {
  const expected = 'the name of a header, in which one "*" stands for any characters';
  if (typeof raw !== 'string') return wrongKind(expected, raw);
  return raw === '*' || HEADER_NAME.test(raw.replace('*', '')) ? accepted(raw) : refused(`expected ${expected}`);
}
