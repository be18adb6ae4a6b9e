/** Every origin, `null` (sandboxed frames, local files) included. */
export const ANY_ORIGIN = '*';
const WILDCARD = '://*.';
/** One or more host labels, as browsers write them. */
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Whether an origin is meant by a pattern: `*`, an exact origin, or `https://*.example.com`, where the asterisk stands
 * for one or more labels (not for none: example.com itself has to be named).
 * @param origin value of the header, case-sensitive: browsers serialise origins in lower case (RFC 6454 section 6.2)
 */
export function originMatches(pattern: string, origin: string): boolean {
  if (pattern === ANY_ORIGIN || pattern === origin) return true;
  const mark = pattern.indexOf(WILDCARD);
  if (mark === -1) return false;
  const start = pattern.slice(0, mark + '://'.length);
  const end = pattern.slice(mark + '://*'.length);
  return (
    origin.startsWith(start) &&
    origin.endsWith(end) &&
    LABELS.test(origin.slice(start.length, origin.length - end.length))
  );
}
