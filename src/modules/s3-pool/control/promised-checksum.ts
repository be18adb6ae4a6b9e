import { algorithmOfHeader } from '../../../common/checksums/declared-checksum.js';
import type { HeaderMap } from '../../storage/index.js';

const PROMISES = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-type']);

/**
 * Headers of a multipart call for a backend that gets verified bodies (`integrity: gateway`). A promise that every
 * part has a checksum would not hold: one that came in a trailer is not passed on, and a backend that knows checksums
 * would refuse its part. A checksum of the whole object still goes to the backend, which alone can verify it.
 */
export function withoutPromisedChecksum(headers: HeaderMap): HeaderMap {
  const names = [...headers.keys()];
  if (names.some((name) => algorithmOfHeader(name) !== undefined)) return headers;
  return new Map([...headers].filter(([name]) => !PROMISES.has(name)));
}
