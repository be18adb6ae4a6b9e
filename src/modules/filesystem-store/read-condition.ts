import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap } from '../storage/index.js';
import { matchesStrongly, matchesWeakly, parseEtagList } from './etags.js';

/**
 * Evaluates the conditional headers of HeadObject in the order of RFC 9110 section 13.2.2.
 * @param lastModified compared in whole seconds, as the headers carry them
 * @returns whether the client's copy is current: 304
 * @throws GatewayError PreconditionFailed
 */
export function isNotModified(headers: HeaderMap, etag: string, lastModified: Date): boolean {
  const modified = Math.floor(lastModified.getTime() / 1000) * 1000;
  const ifMatch = headers.get('if-match');
  const unmodifiedSince = dateOf(headers.get('if-unmodified-since'));
  if (ifMatch !== undefined) {
    if (!matchesStrongly(parseEtagList(ifMatch), etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined) return matchesWeakly(parseEtagList(ifNoneMatch), etag);
  const modifiedSince = dateOf(headers.get('if-modified-since'));
  return modifiedSince !== undefined && modified <= modifiedSince;
}

/** A date that cannot be read counts as absent (RFC 9110 section 13.1.3). */
function dateOf(value: string | undefined): number | undefined {
  const time = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function failed(condition: string): GatewayError {
  return new GatewayError('PreconditionFailed', { details: { Condition: condition } });
}
