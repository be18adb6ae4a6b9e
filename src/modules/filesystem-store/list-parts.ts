import type { ListedPart, ListPartsRequest, PartPage } from '../storage/index.js';
import { loadUpload, uploadFolder } from './multipart-upload.js';
import { storageClassOf } from './object-headers.js';
import { listPartNumbers, readPart } from './part-file.js';
import type { StoreFolder } from './store-folder.js';

/** S3 API reference: ListParts. */
export async function listParts(folder: StoreFolder, request: ListPartsRequest): Promise<PartPage> {
  const upload = await loadUpload(folder, request);
  const path = uploadFolder(folder, request.uploadId);
  const numbers = (await listPartNumbers(path)).filter((number) => number > request.partNumberMarker);
  const page = numbers.slice(0, request.maxParts);
  const parts: ListedPart[] = [];
  for (const number of page) {
    const part = await readPart(path, number);
    if (part === undefined) continue;
    const { partNumber, md5, size, lastModified, checksums } = part;
    parts.push({ partNumber, etag: `"${md5}"`, size, lastModified, checksums });
  }
  const { checksumAlgorithm, checksumType } = upload;
  return {
    parts,
    isTruncated: numbers.length > page.length,
    nextPartNumberMarker: page.at(-1) ?? 0,
    storageClass: storageClassOf(upload.headers),
    ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm: checksumAlgorithm.toUpperCase() }),
    ...(checksumType === undefined ? {} : { checksumType }),
  };
}
