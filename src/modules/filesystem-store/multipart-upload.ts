import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type {
  CreateMultipartUploadRequest,
  CreatedMultipartUpload,
  AbortMultipartUploadRequest,
} from '../storage/index.js';
import { syncFile, syncFolder } from './durability.js';
import { unlessMissing } from './file-errors.js';
import { checksumsOfNewUpload } from './multipart-checksum.js';
import { keptHeaders } from './object-headers.js';
import type { StoreFolder } from './store-folder.js';
import { temporaryPath } from './temporary-file.js';

const RECORD = 'upload.json';

/** Milliseconds since 1970 and 128 random bits, in hex: so the order of ids is that of creation. */
const UPLOAD_ID = /^[0-9a-f]{12}[0-9a-f]{32}$/;

const uploadSchema = z.object({
  key: z.string(),
  /** ISO 8601. */
  initiated: z.string(),
  headers: z.record(z.string(), z.string()),
  checksumAlgorithm: z.enum(CHECKSUM_ALGORITHMS).optional(),
  checksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']).optional(),
});
export type MultipartUpload = z.infer<typeof uploadSchema>;

/** Where the parts of an upload are; the id must have passed {@link loadUpload} or {@link isUploadId}. */
export function uploadFolder(folder: StoreFolder, uploadId: string): string {
  return join(folder.uploads, uploadId);
}

export function isUploadId(text: string): boolean {
  return UPLOAD_ID.test(text);
}

/** S3 API reference: CreateMultipartUpload. */
export async function createMultipartUpload(
  folder: StoreFolder,
  { address, headers }: CreateMultipartUploadRequest,
): Promise<CreatedMultipartUpload> {
  const { upload: checksums, answer } = checksumsOfNewUpload(headers);
  const now = new Date();
  const upload: MultipartUpload = {
    key: address.key,
    initiated: now.toISOString(),
    headers: keptHeaders(headers),
    ...checksums,
  };
  const uploadId = now.getTime().toString(16).padStart(12, '0') + randomBytes(16).toString('hex');
  const draft = await temporaryPath(folder, 'upload');
  try {
    await mkdir(draft);
    await writeFile(join(draft, RECORD), JSON.stringify(upload));
    if (folder.fsync) {
      await syncFile(join(draft, RECORD));
      await syncFolder(draft);
    }
    await rename(draft, uploadFolder(folder, uploadId));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  if (folder.fsync) await syncFolder(folder.uploads);
  return { uploadId, headers: answer };
}

/** @returns undefined when there is no such upload */
export async function readUpload(folder: StoreFolder, uploadId: string): Promise<MultipartUpload | undefined> {
  const text = await unlessMissing(readFile(join(uploadFolder(folder, uploadId), RECORD), 'utf8'));
  return text === undefined ? undefined : uploadSchema.parse(JSON.parse(text));
}

/** @throws GatewayError NoSuchUpload, also for the id of another key's upload */
export async function loadUpload(
  folder: StoreFolder,
  { address, uploadId }: AbortMultipartUploadRequest,
): Promise<MultipartUpload> {
  const upload = isUploadId(uploadId) ? await readUpload(folder, uploadId) : undefined;
  if (upload?.key !== address.key) throw new GatewayError('NoSuchUpload');
  return upload;
}

/** Runs a task that ends an upload: one at a time, so that an aborted upload never becomes an object later. */
export async function endUpload<T>(
  folder: StoreFolder,
  request: AbortMultipartUploadRequest,
  task: (upload: MultipartUpload) => Promise<T>,
): Promise<T> {
  // Before the lock as well: an id that was never ours must not become a file name.
  await loadUpload(folder, request);
  return folder.exclusively(`upload-${request.uploadId}`, async () => task(await loadUpload(folder, request)));
}

/** S3 API reference: AbortMultipartUpload. */
export async function abortMultipartUpload(folder: StoreFolder, request: AbortMultipartUploadRequest): Promise<void> {
  await endUpload(folder, request, () => removeUpload(folder, request.uploadId));
}

/** Takes the upload away in one step: a part that arrives from now on finds no folder, and so leaves nothing. */
export async function removeUpload(folder: StoreFolder, uploadId: string): Promise<void> {
  const remains = await temporaryPath(folder, 'remains');
  await rename(uploadFolder(folder, uploadId), remains);
  if (folder.fsync) await syncFolder(folder.uploads);
  await rm(remains, { recursive: true, force: true });
}
