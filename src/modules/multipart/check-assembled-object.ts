import { isGatewayError } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { MAX_PAGE_SIZE } from '../../common/s3/limits.js';
import type { RequestContext } from '../runtime/index.js';
import type { CompletedPart, ListedPart } from '../storage/index.js';
import type { AddressedUpload } from './multipart-request.js';

/**
 * Holds a whole object to the rules of its bucket before its parts become one: only now its size is known. An upload whose
 * object is too large or too small is given up.
 * @throws GatewayError EntityTooLarge, EntityTooSmall, InvalidPart, InvalidRequest
 */
export async function checkAssembledObject(
  context: RequestContext,
  upload: AddressedUpload,
  parts: readonly CompletedPart[],
): Promise<void> {
  const { policy, store } = context.routed.bucket;
  if (policy.sniffs && parts[0]?.partNumber !== 1) {
    throw new GatewayError('InvalidRequest', { message: 'Objects in this bucket have to begin with part number 1.' });
  }
  if (!policy.boundsSize(context.sizeLimit)) return;
  const listed = await listedParts(context, upload);
  // The upload may be complete already; whoever repeats the request is told so when the store has been asked.
  if (listed === undefined) return;
  const size = sizeOf(parts, listed);
  try {
    policy.checkSize(size, context.sizeLimit);
  } catch (error) {
    await store.abortMultipartUpload({ address: upload.address, uploadId: upload.uploadId });
    throw error;
  }
}

async function listedParts(
  { routed, forwarded }: RequestContext,
  { address, uploadId }: AddressedUpload,
): Promise<ReadonlyMap<number, ListedPart> | undefined> {
  const customerKey = [...forwarded].filter(([name]) => name.startsWith('x-amz-server-side-encryption-customer-'));
  const listed = new Map<number, ListedPart>();
  for (let partNumberMarker = 0; ;) {
    const request = { address, uploadId, partNumberMarker, maxParts: MAX_PAGE_SIZE, headers: new Map(customerKey) };
    const page = await unlessGone(routed.bucket.store.listParts(request));
    if (page === undefined) return undefined;
    for (const part of page.parts) listed.set(part.partNumber, part);
    if (!page.isTruncated || page.nextPartNumberMarker <= partNumberMarker) return listed;
    partNumberMarker = page.nextPartNumberMarker;
  }
}

async function unlessGone<T>(page: Promise<T>): Promise<T | undefined> {
  try {
    return await page;
  } catch (error) {
    if (isGatewayError(error) && error.code === 'NoSuchUpload') return undefined;
    throw error;
  }
}

/** Counts only what was looked at: a part that is sent anew meanwhile has another ETag, and its size is not known here. */
function sizeOf(parts: readonly CompletedPart[], listed: ReadonlyMap<number, ListedPart>): number {
  let size = 0;
  for (const { partNumber, etag } of parts) {
    const part = listed.get(partNumber);
    if (part === undefined || bare(part.etag) !== bare(etag)) {
      throw new GatewayError('InvalidPart', { details: { PartNumber: partNumber, ETag: etag } });
    }
    size += part.size;
  }
  return size;
}

function bare(etag: string): string {
  return etag.replaceAll('"', '');
}
