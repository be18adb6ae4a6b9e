import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap } from '../storage/index.js';
import { keptHeaders } from './object-headers.js';

const TAGGING = 'x-amz-tagging';
/** What a copy has only when its own request says so, whatever the directives are (S3 API reference: CopyObject). */
const NEVER_COPIED = ['x-amz-storage-class', 'x-amz-website-redirect-location'];

/**
 * The kept headers of a copy.
 * @param ofSource those of the object it is made of
 * @throws GatewayError InvalidArgument for an unknown directive
 */
export function copiedHeaders(
  request: HeaderMap,
  ofSource: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const own = keptHeaders(request);
  const metadata = replaces(request, 'x-amz-metadata-directive') ? own : ofSource;
  const tags = (replaces(request, 'x-amz-tagging-directive') ? own : ofSource)[TAGGING];
  const others = Object.entries(metadata).filter(([name]) => name !== TAGGING && !NEVER_COPIED.includes(name));
  const always = Object.entries(own).filter(([name]) => NEVER_COPIED.includes(name));
  return Object.fromEntries([...others, ...always, ...(tags === undefined ? [] : [[TAGGING, tags] as const])]);
}

/** Whether the copy of an object onto itself would be another object. */
export function changesSomething(request: HeaderMap): boolean {
  return replaces(request, 'x-amz-metadata-directive') || NEVER_COPIED.some((name) => request.has(name));
}

function replaces(request: HeaderMap, directive: string): boolean {
  const value = request.get(directive) ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value === 'REPLACE';
  throw new GatewayError('InvalidArgument', {
    message: 'Unknown metadata directive.',
    details: { ArgumentName: directive, ArgumentValue: value },
  });
}
