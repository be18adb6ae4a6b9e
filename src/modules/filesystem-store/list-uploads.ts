import { readdir } from 'node:fs/promises';
import type { ListedUpload, ListMultipartUploadsRequest, UploadPage } from '../storage/index.js';
import { unlessMissing } from './file-errors.js';
import { isUploadId, readUpload } from './multipart-upload.js';
import { storageClassOf } from './object-headers.js';
import type { StoreFolder } from './store-folder.js';
import { pageUploads } from './upload-page.js';

/** S3 API reference: ListMultipartUploads. Reads the record of every upload in progress, however small the page. */
export async function listMultipartUploads(
  folder: StoreFolder,
  request: ListMultipartUploadsRequest,
): Promise<UploadPage> {
  const uploads: ListedUpload[] = [];
  for (const uploadId of (await unlessMissing(readdir(folder.uploads))) ?? []) {
    const upload = isUploadId(uploadId) ? await readUpload(folder, uploadId) : undefined;
    if (upload === undefined) continue;
    const { key, initiated, headers, checksumAlgorithm, checksumType } = upload;
    uploads.push({
      key,
      uploadId,
      initiated: new Date(initiated),
      storageClass: storageClassOf(headers),
      ...(checksumAlgorithm !== undefined && { checksumAlgorithm: checksumAlgorithm.toUpperCase() }),
      ...(checksumType !== undefined && { checksumType }),
    });
  }
  return pageUploads(uploads, request);
}
