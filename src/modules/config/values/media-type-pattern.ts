import type { Reading } from './reading.js';
import { accepted, refused } from './reading.js';
import { readText } from './text.js';

const TOKEN = "[!#$%&'+.^_`|~0-9a-z-]+";
const PATTERN = new RegExp(`^(\\*|${TOKEN}/(\\*|${TOKEN}))$`);

/** Reads an entry of an allow list of media types: `image/png`, `image/*` or `*`. In lower case (RFC 9110 section 8.3.1). */
export function readMediaTypePattern(raw: unknown): Reading<string> {
  const text = readText(raw);
  if (!text.ok) return text;
  const pattern = text.value.toLowerCase();
  return PATTERN.test(pattern)
    ? accepted(pattern)
    : refused('must be a media type such as image/png, a family such as image/*, or *');
}
