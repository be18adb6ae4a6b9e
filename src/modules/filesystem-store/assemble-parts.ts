import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { RunningHash } from '../../common/checksums/checksum.js';
import { unlessMissing } from './file-errors.js';
import { partPath, readOpenPart } from './part-file.js';
import type { StoredPart } from './part-file.js';
import { writeAll } from './receive-body.js';
import { invalidPart } from './select-parts.js';

const BUFFER_SIZE = 1024 * 1024;

/**
 * Copies the bytes of the parts one after the other into a file.
 * @throws GatewayError InvalidPart when a part was replaced by another one since it was selected
 */
export async function assembleParts(
  uploadFolder: string,
  parts: readonly StoredPart[],
  target: FileHandle,
  hash: RunningHash | undefined,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(BUFFER_SIZE);
  for (const part of parts) {
    const source = await unlessMissing(open(partPath(uploadFolder, part.partNumber), 'r'));
    if (source === undefined) throw invalidPart(part.partNumber, part.md5);
    try {
      const current = await readOpenPart(source, part.partNumber);
      if (current?.md5 !== part.md5 || current.size !== part.size) throw invalidPart(part.partNumber, part.md5);
      await copyBytes(source, part.size, target, buffer, hash);
    } finally {
      await source.close();
    }
  }
}

async function copyBytes(
  source: FileHandle,
  size: number,
  target: FileHandle,
  buffer: Buffer,
  hash: RunningHash | undefined,
): Promise<void> {
  for (let position = 0; position < size;) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - position), position);
    if (bytesRead === 0) throw new Error('A part file became shorter while it was copied.');
    const bytes = buffer.subarray(0, bytesRead);
    hash?.update(bytes);
    await writeAll(target, bytes);
    position += bytesRead;
  }
}
