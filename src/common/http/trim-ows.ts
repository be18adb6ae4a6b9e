const SPACE = 0x20;
const TAB = 0x09;

/**
 * Takes optional whitespace off both ends of a field value (RFC 9110 section 5.6.3). `String.trim` would also take
 * the byte A0, which ends many UTF-8 characters, and a regular expression needs quadratic time for long runs.
 */
export function trimOws(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isOws(value.charCodeAt(start))) start += 1;
  while (end > start && isOws(value.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

function isOws(code: number): boolean {
  return code === SPACE || code === TAB;
}
