import { constants } from 'node:fs';
import { copyFile, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import { createHash } from '../../common/checksums/create-hash.js';
import { readMultipartChecksum } from '../../common/checksums/multipart-checksum-type.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { CopyObjectRequest, CopyResult } from '../storage/index.js';
import { changesSomething, copiedHeaders } from './copied-headers.js';
import { checkCopyCondition } from './copy-condition.js';
import { unlessMissing } from './file-errors.js';
import { readRange } from './get-object.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { generationOf } from './object-metadata.js';
import type { ObjectMetadata } from './object-metadata.js';
import { openStoredObject } from './open-object.js';
import { publishObject } from './publish-object.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import type { StoredObject } from './stored-object.js';
import { TemporaryFile } from './temporary-file.js';
import { checkWriteCondition, writeConditionOf } from './write-condition.js';

/** How often a copy begins again while its source is being replaced. */
const MOST_ATTEMPTS = 20;

/**
 * S3 API reference: CopyObject. The bytes are copied by the kernel, or shared where the file system can; since nobody reads
 * them here, the copy keeps the ETag and the checksums that its source has.
 */
export async function copyObject(
  folder: StoreFolder,
  sourceFolder: StoreFolder,
  request: CopyObjectRequest,
): Promise<CopyResult> {
  const { address, source, headers } = request;
  const { key } = address;
  if (sourceFolder.root === folder.root && source.address.key === key && !changesSomething(headers)) throw onItself();
  const wanted = readMultipartChecksum(headers)?.algorithm;
  const condition = writeConditionOf(headers);
  if (condition.kind !== 'none') checkWriteCondition(condition, key, await readStoredObject(folder, key));
  const data = await TemporaryFile.create(folder, pathHashOf(relativePathOf(key)));
  try {
    const { metadata } = await copyData(sourceFolder, request, data);
    const checksummed = await withChecksum(metadata, data, wanted);
    const copy = { ...checksummed, key, headers: { ...copiedHeaders(headers, metadata.headers) } };
    await publishObject(folder, { data, condition, metadata: copy });
    const { etag, checksums, checksumType } = copy;
    const lastModified = (await readStoredObject(folder, key))?.lastModified ?? new Date();
    return { etag, lastModified, headers: new Map(), checksums, ...(checksumType !== undefined && { checksumType }) };
  } finally {
    await data.discard();
  }
}

/** Copies the bytes of exactly the object whose metadata it returns. */
async function copyData(
  folder: StoreFolder,
  { source, headers }: CopyObjectRequest,
  data: TemporaryFile,
): Promise<StoredObject> {
  const { key } = source.address;
  const path = join(folder.root, relativePathOf(key));
  const { mode } = await data.handle.stat();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { object, file } = await openStoredObject(folder, key);
    try {
      checkCopyCondition(headers, object);
      await unlessMissing(copyFile(path, data.path, constants.COPYFILE_FICLONE));
      // While it is open no other file can have its inode number: what is there now was there all the time.
      const [opened, there] = [await file.stat({ bigint: true }), await unlessMissing(lstat(path, { bigint: true }))];
      if (there?.ino === opened.ino && generationOf(there) === object.generation) {
        // A file that was put there by hand may be read-only: the copy is an object like any other.
        await data.handle.chmod(mode & 0o777);
        return object;
      }
    } finally {
      await file.close();
    }
  }
  throw new GatewayError('OperationAborted');
}

/** The metadata with the checksum that the request asks for, where they do not have it. */
async function withChecksum(
  metadata: ObjectMetadata,
  data: TemporaryFile,
  wanted: ChecksumAlgorithm | undefined,
): Promise<ObjectMetadata> {
  if (wanted === undefined || metadata.checksums[wanted] !== undefined) return metadata;
  const hash = createHash(wanted);
  const reader = await data.reader();
  if (metadata.size === 0) await reader.close();
  else {
    const bytes = readRange(reader, { start: 0, length: metadata.size }) as AsyncIterable<Buffer>;
    for await (const chunk of bytes) hash.update(chunk);
  }
  const checksums = { [wanted]: hash.digest().toString('base64') };
  return { ...metadata, checksums, checksumType: 'FULL_OBJECT' };
}

function onItself(): GatewayError {
  return new GatewayError('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      'metadata, storage class, website redirect location or encryption attributes.',
  });
}
