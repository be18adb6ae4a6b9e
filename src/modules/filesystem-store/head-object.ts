import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeadObjectRequest, ObjectHead } from '../storage/index.js';
import { answeredHeaders } from './object-headers.js';
import type { ObjectMetadata } from './object-metadata.js';
import { isNotModified } from './read-condition.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';

/** Headers of a 304 beside ETag and Last-Modified (RFC 9110 section 15.4.5). */
const KEPT_IN_NOT_MODIFIED = ['cache-control', 'expires'];

/** S3 API reference: HeadObject. Range is ignored, which RFC 9110 section 14.2 allows for every request. */
export async function headObject(folder: StoreFolder, request: HeadObjectRequest): Promise<ObjectHead> {
  const { key } = request.address;
  const object = await readStoredObject(folder, key);
  if (object === undefined) throw new GatewayError('NoSuchKey', { details: { Key: key } });
  const { metadata, lastModified } = object;
  const kept = answeredHeaders(metadata.headers);
  const validators = [
    ['etag', metadata.etag],
    ['last-modified', lastModified.toUTCString()],
  ] as const;
  if (isNotModified(request.headers, metadata.etag, lastModified)) {
    const cache = [...kept].filter(([name]) => KEPT_IN_NOT_MODIFIED.includes(name));
    return { status: 304, headers: new Map([...validators, ...cache]) };
  }
  const wantsChecksums = request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    status: 200,
    headers: new Map([
      // S3's own default, not application/octet-stream.
      ['content-type', 'binary/octet-stream'],
      ...kept,
      ['content-length', String(metadata.size)],
      ...validators,
      ...(wantsChecksums ? checksumHeaders(metadata) : []),
    ]),
  };
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
