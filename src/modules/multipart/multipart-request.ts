import { isGatewayError } from '../../common/errors/classify.js';
import { partNumberIn } from '../../common/s3/query-numbers.js';
import { queryValue } from '../../common/s3/request-target.js';
import { invalidPartNumber } from '../../common/s3/xml/parse-complete-multipart-upload.js';
import { newObjectAddress } from '../runtime/index.js';
import type { RequestContext } from '../runtime/index.js';
import type { ObjectAddress } from '../storage/index.js';
import { mintUploadId, openUploadId } from './upload-id.js';
import type { UploadFacts, UploadIdBinding } from './upload-id.js';

/** The upload that a request speaks of. */
export interface AddressedUpload {
  readonly address: ObjectAddress;
  /** The store's own id. */
  readonly uploadId: string;
  /** As the client sent it. */
  readonly clientUploadId: string;
  readonly facts: UploadFacts;
}

/** Errors of S3 that name the upload they are about. */
const NAMES_UPLOAD = new Set(['NoSuchUpload', 'InvalidPart']);

/**
 * Runs what a request asks of its upload. The one place where errors get the upload id, and it is the client's: stores
 * know only their own, which no client may see.
 * @throws GatewayError NoSuchUpload, and whatever the task throws
 */
export async function withAddressedUpload<T>(
  context: RequestContext,
  task: (upload: AddressedUpload) => Promise<T>,
): Promise<T> {
  const upload = addressedUpload(context);
  try {
    return await task(upload);
  } catch (error) {
    if (!isGatewayError(error) || !NAMES_UPLOAD.has(error.code)) throw error;
    throw error.withDetails({ UploadId: upload.clientUploadId });
  }
}

function addressedUpload(context: RequestContext): AddressedUpload {
  const { target, key } = context.routed;
  const clientUploadId = queryValue(target.query, 'uploadId') ?? '';
  const { storeId, facts } = openUploadId(context.snapshot.keys.uploadId, clientUploadId, binding(context, key));
  if (facts.key !== undefined) {
    context.chosenKey = facts.key;
    context.key = facts.key;
  }
  return { address: newObjectAddress(context), uploadId: storeId, clientUploadId, facts };
}

/** The id a client gets for an upload of the store. */
export function clientUploadId(context: RequestContext, storeId: string, key: string, facts?: UploadFacts): string {
  return mintUploadId(context.snapshot.keys.uploadId, storeId, binding(context, key), facts);
}

/** The store's id of an id that a client sent for a key other than the addressed one, as list markers do. */
export function storeUploadId(context: RequestContext, uploadId: string, key: string): string {
  return openUploadId(context.snapshot.keys.uploadId, uploadId, binding(context, key)).storeId;
}

/** @throws GatewayError InvalidArgument outside 1 to 10,000 */
export function partNumber(context: RequestContext): number {
  const { query } = context.routed.target;
  const number = partNumberIn(query);
  if (number === undefined) throw invalidPartNumber('');
  return number;
}

function binding(context: RequestContext, key: string): UploadIdBinding {
  const { bucket, bucketName } = context.routed;
  // The configured name too: two prefixes may lead to one bucket with different rights.
  return { bucket: `${bucket.name}/${bucketName}`, key, subject: context.principal.subject };
}
