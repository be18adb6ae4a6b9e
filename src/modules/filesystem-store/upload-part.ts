import { rename } from 'node:fs/promises';
import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { UploadPartRequest, WriteResult } from '../storage/index.js';
import { syncFolder } from './durability.js';
import { isMissing } from './file-errors.js';
import { checkPartAlgorithm } from './multipart-checksum.js';
import { loadUpload, uploadFolder } from './multipart-upload.js';
import { partPath, writeFooter } from './part-file.js';
import { receiveBody } from './receive-body.js';
import type { StoreFolder } from './store-folder.js';
import { TemporaryFile } from './temporary-file.js';

/** S3 API reference: UploadPart. A part of the same number is replaced. */
export async function uploadPart(folder: StoreFolder, request: UploadPartRequest): Promise<WriteResult> {
  const upload = await loadUpload(folder, request);
  const declared = request.body.checksum?.algorithm;
  checkPartAlgorithm(upload, declared);
  const part = await TemporaryFile.create(folder, 'part');
  try {
    // A composite checksum needs one of every part, also of those whose client declared none.
    const { size, md5, checksums } = await receiveBody(request.body, part.handle, upload.checksumAlgorithm);
    await writeFooter(part.handle, { md5: md5.toString('hex'), size, checksums });
    await part.finish(folder.fsync);
    const target = uploadFolder(folder, request.uploadId);
    await rename(part.path, partPath(target, request.partNumber));
    if (folder.fsync) await syncFolder(target);
    const value = declared === undefined ? undefined : checksums[declared];
    return {
      etag: `"${md5.toString('hex')}"`,
      headers: new Map(declared === undefined || value === undefined ? [] : [[checksumHeader(declared), value]]),
    };
  } catch (error) {
    // Completed or aborted while the part was on its way.
    if (isMissing(error)) throw new GatewayError('NoSuchUpload', { cause: error });
    throw error;
  } finally {
    await part.discard();
  }
}
