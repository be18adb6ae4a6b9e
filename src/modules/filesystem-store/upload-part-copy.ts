import { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { CopyResult, UploadBody, UploadPartCopyRequest } from '../storage/index.js';
import { checkCopyCondition } from './copy-condition.js';
import { readRange } from './get-object.js';
import type { ByteRange } from './object-range.js';
import { openStoredObject } from './open-object.js';
import type { StoreFolder } from './store-folder.js';
import { loadUpload } from './multipart-upload.js';
import { uploadPart } from './upload-part.js';

const RANGE = /^bytes=(\d{1,15})-(\d{1,15})$/;

/** S3 API reference: UploadPartCopy. A part has an ETag of its own, so its bytes are read here. */
export async function uploadPartCopy(
  folder: StoreFolder,
  sourceFolder: StoreFolder,
  request: UploadPartCopyRequest,
): Promise<CopyResult> {
  const { address, source, uploadId, partNumber, headers } = request;
  // First of all, as for a part that is sent: the source may be large.
  await loadUpload(folder, request);
  const { object, file } = await openStoredObject(sourceFolder, source.address.key);
  try {
    checkCopyCondition(headers, object);
    const range = copiedRange(headers.get('x-amz-copy-source-range'), object.metadata.size);
    const open = (): Readable => (range.length === 0 ? Readable.from([]) : readRange(file, range));
    const part = { address, uploadId, partNumber, headers: new Map<string, string>(), body: bodyOf(range, open) };
    const { etag } = await uploadPart(folder, part);
    return { etag, lastModified: new Date(), headers: new Map(), checksums: {} };
  } finally {
    await file.close();
  }
}

/** A body that no client has declared anything about. */
function bodyOf({ length }: ByteRange, open: () => Readable): UploadBody {
  return { length, checksum: undefined, sha256: undefined, trailerChecksum: undefined, open };
}

/** @throws GatewayError InvalidArgument: unlike a Range, it has to be right */
function copiedRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, length: size };
  const [, first, last] = RANGE.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last)];
  if (first === undefined || start > end) {
    throw invalidRange(
      header,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based ' +
        'offsets of the first and last bytes to copy',
    );
  }
  if (end >= size) throw invalidRange(header, `Range specified is not valid for source object of size: ${size}`);
  return { start, length: end + 1 - start };
}

function invalidRange(value: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', {
    message,
    details: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: value },
  });
}
