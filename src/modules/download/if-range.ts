import { isGatewayError } from '../../common/errors/classify.js';
import type { HeaderMap, ObjectContent, ObjectStore, ReadObjectRequest } from '../storage/index.js';

const STRONG_ETAG = /^"[^"]*"$/;

/**
 * GetObject with If-Range (RFC 9110 section 13.1.5): the range if the object is still the one of this entity tag, else
 * all of it. S3 documents no If-Range and may ignore it, and a download that is resumed would then get the end of
 * another object. So the tag is sent as If-Match, and what fails is asked for again as a whole. A date, which is
 * too coarse to tell two writes of a second apart, always gets the whole.
 */
export async function getObjectIfRange(store: ObjectStore, request: ReadObjectRequest): Promise<ObjectContent> {
  const ifRange = request.headers.get('if-range');
  if (ifRange === undefined) return store.getObject(request);
  const whole = { ...request, headers: without(request.headers, ['if-range', 'range']) };
  if (!request.headers.has('range') || request.headers.has('if-match') || !STRONG_ETAG.test(ifRange)) {
    return store.getObject(whole);
  }
  const headers = new Map([...without(request.headers, ['if-range']), ['if-match', ifRange]]);
  try {
    return await store.getObject({ ...request, headers });
  } catch (error) {
    if (!isGatewayError(error) || error.code !== 'PreconditionFailed') throw error;
    return store.getObject(whole);
  }
}

function without(headers: HeaderMap, names: readonly string[]): Map<string, string> {
  return new Map([...headers].filter(([name]) => !names.includes(name)));
}
