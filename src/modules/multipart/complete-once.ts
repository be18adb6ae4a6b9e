import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import { isGatewayError } from '../../common/errors/classify.js';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import type {
  CompletedObject,
  CompleteMultipartUploadRequest,
  HeaderMap,
  ObjectHead,
  ObjectStore,
} from '../storage/index.js';
import { compositeEtag } from './composite-etag.js';

/** Headers of the request that HeadObject needs as well to see the same object. Conditions are not among them. */
const WHOSE_OBJECT = /^x-amz-(server-side-encryption-customer-.*|expected-bucket-owner|request-payer)$/;
/** What HeadObject answers that the answer to CompleteMultipartUpload had. */
const OF_THE_WRITE = /^x-amz-(version-id|expiration|request-charged|server-side-encryption(-.*)?)$/;

/**
 * Completes an upload such that a repeat succeeds: a client that lost the answer asks again, and the upload is gone
 * because the first time worked. Then the object has the ETag that these parts make.
 * @throws GatewayError as the store does
 */
export async function completeOnce(
  store: ObjectStore,
  request: CompleteMultipartUploadRequest,
): Promise<CompletedObject> {
  try {
    return await store.completeMultipartUpload(request);
  } catch (error) {
    if (!isGatewayError(error) || !(await isGone(store, request, error))) throw error;
    const completed = await completedBefore(store, request);
    if (completed === undefined) throw error;
    return completed;
  }
}

/** Stores may look at the conditions first: the object of the first time is what a repeat's If-None-Match then meets. */
async function isGone(
  store: ObjectStore,
  { address, uploadId }: CompleteMultipartUploadRequest,
  { code }: GatewayError,
): Promise<boolean> {
  if (code === 'NoSuchUpload') return true;
  if (code !== 'PreconditionFailed') return false;
  try {
    await store.listParts({ address, uploadId, partNumberMarker: 0, maxParts: 1, headers: new Map() });
    return false;
  } catch (error) {
    return isGatewayError(error) && error.code === 'NoSuchUpload';
  }
}

async function completedBefore(
  store: ObjectStore,
  { address, parts, headers }: CompleteMultipartUploadRequest,
): Promise<CompletedObject | undefined> {
  const expected = compositeEtag(parts.map(({ etag }) => etag));
  if (expected === undefined) return undefined;
  const about = [...headers].filter(([name]) => WHOSE_OBJECT.test(name));
  const head = await headUnlessRefused(store, {
    address,
    headers: new Map([...about, ['x-amz-checksum-mode', 'ENABLED']]),
  });
  const etag = head?.headers.get('etag');
  if (head === undefined || etag?.replaceAll('"', '') !== expected) return undefined;
  const checksumType = head.headers.get('x-amz-checksum-type');
  return {
    etag,
    headers: new Map([...head.headers].filter(([name]) => OF_THE_WRITE.test(name))),
    checksums: checksumsIn(head.headers),
    ...(checksumType !== undefined && { checksumType }),
  };
}

/**
 * @returns undefined when the store has no such object, or does not let us see it
 * @throws GatewayError when the store could not be asked: whether the upload was completed is then not known
 */
async function headUnlessRefused(
  store: ObjectStore,
  request: Parameters<ObjectStore['headObject']>[0],
): Promise<ObjectHead | undefined> {
  try {
    return await store.headObject(request);
  } catch (error) {
    if (isGatewayError(error) && error.status < 500) return undefined;
    throw error;
  }
}

function checksumsIn(headers: HeaderMap): CompletedObject['checksums'] {
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers.get(checksumHeader(algorithm));
    if (value !== undefined) checksums[algorithm] = value;
  }
  return checksums;
}
