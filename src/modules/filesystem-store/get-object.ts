import { Readable } from 'node:stream';
import type { FileHandle } from 'node:fs/promises';
import type { ObjectContent, ReadObjectRequest } from '../storage/index.js';
import { describeAnswer } from './describe-answer.js';
import type { ByteRange } from './object-range.js';
import { openStoredObject } from './open-object.js';
import type { StoreFolder } from './store-folder.js';

/** Bytes of one read: large enough that a slow disk is asked seldom. */
const READ_BYTES = 262_144;

/** S3 API reference: GetObject. Who has begun to read gets that object to its end, also when it is replaced meanwhile. */
export async function getObject(folder: StoreFolder, request: ReadObjectRequest): Promise<ObjectContent> {
  const { object, file } = await openStoredObject(folder, request.address.key);
  try {
    const { status, headers, range } = describeAnswer(object, request);
    if (range !== undefined && range.length > 0) return { status, headers, body: readRange(file, range) };
    await file.close();
    return range === undefined ? { status, headers } : { status, headers, body: Readable.from([]) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Closes the file at its end, and when it is destroyed. */
export function readRange(file: FileHandle, { start, length }: ByteRange): Readable {
  return file.createReadStream({ start, end: start + length - 1, highWaterMark: READ_BYTES });
}
