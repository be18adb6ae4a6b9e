import { createHash as createCryptoHash } from 'node:crypto';
import { createHash } from '../../common/checksums/create-hash.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { CompletedObject, CompleteMultipartUploadRequest } from '../storage/index.js';
import { assembleParts } from './assemble-parts.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { checkDeclared, compositeChecksum, planChecksum } from './multipart-checksum.js';
import { endUpload, removeUpload, uploadFolder } from './multipart-upload.js';
import type { MultipartUpload } from './multipart-upload.js';
import type { StoredPart } from './part-file.js';
import { publishObject } from './publish-object.js';
import { selectParts } from './select-parts.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import { TemporaryFile } from './temporary-file.js';
import { checkWriteCondition, writeConditionOf } from './write-condition.js';

/**
 * S3 API reference: CompleteMultipartUpload. The parts stay as they are until the object is visible, so an
 * upload whose Complete was cut short by a crash can be completed again.
 */
export async function completeMultipartUpload(
  folder: StoreFolder,
  request: CompleteMultipartUploadRequest,
): Promise<CompletedObject> {
  return endUpload(folder, request, async (upload) => {
    const parts = await selectParts(uploadFolder(folder, request.uploadId), request.parts);
    checkObjectSize(request, parts);
    const object = await assembleObject(folder, request, upload, parts);
    await removeUpload(folder, request.uploadId);
    return object;
  });
}

async function assembleObject(
  folder: StoreFolder,
  { address, uploadId, headers }: CompleteMultipartUploadRequest,
  upload: MultipartUpload,
  parts: readonly StoredPart[],
): Promise<CompletedObject> {
  const { key } = address;
  const plan = planChecksum(upload, headers);
  const condition = writeConditionOf(headers);
  if (condition.kind !== 'none') checkWriteCondition(condition, key, await readStoredObject(folder, key));
  const data = await TemporaryFile.create(folder, pathHashOf(relativePathOf(key)));
  try {
    const hash = plan?.type === 'FULL_OBJECT' ? createHash(plan.algorithm) : undefined;
    await assembleParts(uploadFolder(folder, uploadId), parts, data.handle, hash);
    const etag = compositeEtag(parts);
    const metadata = {
      key,
      etag,
      size: sizeOf(parts),
      headers: upload.headers,
      partSizes: parts.map(({ size }) => size),
    };
    if (plan === undefined) {
      await publishObject(folder, { data, condition, metadata: { ...metadata, checksums: {} } });
      return { etag, headers: new Map(), checksums: {} };
    }
    const value =
      hash?.digest().toString('base64') ??
      compositeChecksum(
        plan.algorithm,
        parts.map((part) => part.checksums),
      );
    checkDeclared(plan, value);
    const checksums = { checksums: { [plan.algorithm]: value }, checksumType: plan.type };
    await publishObject(folder, { data, condition, metadata: { ...metadata, ...checksums } });
    return { etag, headers: new Map(), ...checksums };
  } finally {
    await data.discard();
  }
}

/** MD5 of the parts' MD5s and their number, as S3 makes the ETag of a multipart object. */
function compositeEtag(parts: readonly StoredPart[]): string {
  const hash = createCryptoHash('md5');
  for (const { md5 } of parts) hash.update(md5, 'hex');
  return `"${hash.digest('hex')}-${parts.length}"`;
}

function checkObjectSize({ headers }: CompleteMultipartUploadRequest, parts: readonly StoredPart[]): void {
  const declared = headers.get('x-amz-mp-object-size');
  if (declared === undefined || declared === String(sizeOf(parts))) return;
  throw new GatewayError('InvalidRequest', {
    message: 'The provided x-amz-mp-object-size header value does not match the size of the parts.',
  });
}

function sizeOf(parts: readonly StoredPart[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}
