import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** The segment that stands for the name of a bucket. */
export const BUCKET_PLACEHOLDER = '{bucket}';

/** Paths that the data listener answers itself. */
const RESERVED = ['/health', '/ready'];
/** Characters of a path segment (RFC 3986 section 3.3, pchar) that need no percent-encoding. */
const SEGMENT = /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/;

/** Whether the last segment of a prefix names the bucket. */
export function isTemplatePrefix(prefix: string): boolean {
  return prefix.endsWith(`/${BUCKET_PLACEHOLDER}`);
}

/** Reads a `path_prefix`: `/`, or `/` and segments, the last of which may be `{bucket}`. */
export function readPathPrefix(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind('a path such as /uploads', raw);
  if (!raw.startsWith('/')) return refused('must begin with "/"');
  if (raw === '/') return accepted(raw);
  if (raw.endsWith('/')) return refused('must not end with "/"');
  if (RESERVED.includes(raw))
    return refused(`collides with ${RESERVED.join(' and ')}, which the gateway answers itself`);
  const segments = raw.slice(1).split('/');
  const literal = isTemplatePrefix(raw) ? segments.slice(0, -1) : segments;
  for (const segment of literal) {
    if (segment === '') return refused('must not have empty segments');
    if (segment === '.' || segment === '..') return refused('must not have "." or ".." segments');
    if (segment.includes('{') || segment.includes('}'))
      return refused(`${BUCKET_PLACEHOLDER} must be the whole last segment`);
    if (!SEGMENT.test(segment)) {
      return refused("may hold only letters, digits and -._~!$&'()*+,;=:@ (no %, ?, # or spaces)");
    }
  }
  return accepted(raw);
}
