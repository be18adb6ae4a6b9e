import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import type { HeaderMap, ObjectHead, ReadObjectRequest } from '../storage/index.js';
import { answeredHeaders } from './object-headers.js';
import type { ObjectMetadata } from './object-metadata.js';
import { rangeOfPart, requestedRange } from './object-range.js';
import type { ByteRange } from './object-range.js';
import { isNotModified } from './read-condition.js';
import type { StoredObject } from './stored-object.js';

/** Headers of a 304 beside ETag and Last-Modified (RFC 9110 section 15.4.5). */
const KEPT_IN_NOT_MODIFIED = ['cache-control', 'expires'];

/** What GetObject and HeadObject answer about an object, and which of its bytes belong to that. */
export interface DescribedAnswer extends ObjectHead {
  /** Absent with the status 304. */
  readonly range?: ByteRange;
}

/**
 * Conditions come before ranges (RFC 9110 section 13.2.2).
 * @throws GatewayError PreconditionFailed, InvalidRange, InvalidPartNumber
 */
export function describeAnswer({ metadata, lastModified }: StoredObject, request: ReadObjectRequest): DescribedAnswer {
  const kept = answeredHeaders(metadata.headers);
  const validators = [
    ['etag', metadata.etag],
    ['last-modified', lastModified.toUTCString()],
  ] as const;
  if (isNotModified(request.headers, metadata.etag, lastModified)) {
    const cache = [...kept].filter(([name]) => KEPT_IN_NOT_MODIFIED.includes(name));
    return { status: 304, headers: new Map([...validators, ...cache]) };
  }
  const { size } = metadata;
  const partial = partialRange(metadata, request);
  const range = partial ?? { start: 0, length: size };
  // A checksum is of the whole object: a client would hold it against the bytes that it gets.
  const checked = partial === undefined && request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const partCount = request.partNumber === undefined ? undefined : metadata.partSizes?.length;
  return {
    status: partial === undefined ? 200 : 206,
    headers: new Map([
      ['accept-ranges', 'bytes'],
      // S3's own default, not application/octet-stream.
      ['content-type', 'binary/octet-stream'],
      ...kept,
      ['content-length', String(range.length)],
      ...(partial === undefined ? [] : [contentRange(partial, size)]),
      ...validators,
      ...(partCount === undefined ? [] : [['x-amz-mp-parts-count', String(partCount)] as const]),
      ...(checked ? checksumHeaders(metadata) : []),
      ...onTheWire(request.overrides),
    ]),
    range,
  };
}

function partialRange({ size, partSizes }: ObjectMetadata, request: ReadObjectRequest): ByteRange | undefined {
  if (request.partNumber !== undefined) return rangeOfPart(request.partNumber, partSizes ?? [size]);
  return requestedRange(request.headers.get('range'), size);
}

function contentRange({ start, length }: ByteRange, size: number): readonly [string, string] {
  // The only part of an empty object: there is no first byte that could be named.
  return ['content-range', length === 0 ? `bytes */${size}` : `bytes ${start}-${start + length - 1}/${size}`];
}

/** Text in UTF-8, as one latin1 character per byte. */
function onTheWire(overrides: HeaderMap = new Map()): [string, string][] {
  return [...overrides].map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
}

function checksumHeaders({ checksums, checksumType }: ObjectMetadata): [string, string][] {
  const headers = CHECKSUM_ALGORITHMS.flatMap((algorithm): [string, string][] => {
    const value = checksums[algorithm];
    return value === undefined ? [] : [[checksumHeader(algorithm), value]];
  });
  return headers.length === 0 || checksumType === undefined
    ? headers
    : [...headers, ['x-amz-checksum-type', checksumType]];
}
