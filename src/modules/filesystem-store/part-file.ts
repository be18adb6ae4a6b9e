import { open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { unlessMissing } from './file-errors.js';
import { writeAll } from './receive-body.js';

/*
 * A part is one file: its bytes, then a footer with what is known of them, the length of that and a mark. One file is
 * replaced by one rename, so a part never has the checksums of another upload of the same number.
 */

const footerSchema = z.object({
  /** Hex MD5. */
  md5: z.string(),
  /** Bytes of the part, without this footer. */
  size: z.number(),
  checksums: z.partialRecord(z.enum(CHECKSUM_ALGORITHMS), z.string()),
});
type PartFooter = z.infer<typeof footerSchema>;

const MARK = Buffer.from('MZP1');
const TAIL = MARK.length + 4;
const NAME = /^part-([0-9]{5})$/;

export interface StoredPart extends PartFooter {
  readonly partNumber: number;
  readonly lastModified: Date;
}

export function partPath(uploadFolder: string, partNumber: number): string {
  return join(uploadFolder, `part-${String(partNumber).padStart(5, '0')}`);
}

/** Ends a part file whose bytes have been written. */
export async function writeFooter(file: FileHandle, footer: PartFooter): Promise<void> {
  const text = Buffer.from(JSON.stringify(footer));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  await writeAll(file, Buffer.concat([text, length, MARK]));
}

/** Numbers of the parts in an upload's folder, ascending. */
export async function listPartNumbers(uploadFolder: string): Promise<number[]> {
  const names = (await unlessMissing(readdir(uploadFolder))) ?? [];
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** @returns undefined when there is no such part, or a power failure without fsync has cut it off */
export async function readPart(uploadFolder: string, partNumber: number): Promise<StoredPart | undefined> {
  const file = await unlessMissing(open(partPath(uploadFolder, partNumber), 'r'));
  if (file === undefined) return undefined;
  try {
    return await readOpenPart(file, partNumber);
  } finally {
    await file.close();
  }
}

/** The same for a part that is open already. */
export async function readOpenPart(file: FileHandle, partNumber: number): Promise<StoredPart | undefined> {
  const { size, mtime } = await file.stat();
  const tail = await readAt(file, size - TAIL, TAIL);
  if (tail === undefined || !tail.subarray(4).equals(MARK)) return undefined;
  const length = tail.readUInt32BE(0);
  const text = await readAt(file, size - TAIL - length, length);
  if (text === undefined) return undefined;
  return { partNumber, lastModified: mtime, ...footerSchema.parse(JSON.parse(text.toString())) };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  if (position < 0) return undefined;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : undefined;
}
