import type { RequestHeaders } from '../../common/s3/header-registry.js';
import { isAwsChunked, PAYLOAD_HEADER } from '../../common/s3/payload-form.js';

/**
 * Bytes of the object, or of the document, that a request announces, for whoever decides before the declaration is
 * checked. It is the number that `receiveBody` holds the body to: which of the two headers counts is decided in the
 * same way.
 * @returns undefined when there is none, or none that could hold
 */
export function announcedLength(headers: RequestHeaders): number | undefined {
  const chunked = isAwsChunked(headers.get(PAYLOAD_HEADER));
  const text = headers.get(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
