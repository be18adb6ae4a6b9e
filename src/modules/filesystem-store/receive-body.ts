import type { FileHandle } from 'node:fs/promises';
import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import { createHash } from '../../common/checksums/create-hash.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { returnChunkMemory } from '../../common/streams/chunk-memory.js';
import type { PartChecksums, UploadBody } from '../storage/index.js';

export interface ReceivedBody {
  /** Bytes. */
  readonly size: number;
  readonly md5: Buffer;
  readonly checksums: PartChecksums;
}

/**
 * Writes a body to a file, one chunk at a time, and hashes each chunk while it is being written.
 * @param wanted checksum to compute although the client may not have declared it
 */
export async function receiveBody(
  body: UploadBody,
  file: FileHandle,
  wanted?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const md5 = createHash('md5');
  const checksum = wanted === undefined || wanted === body.checksum?.algorithm ? undefined : createHash(wanted);
  let size = 0;
  // Leaving the loop early, as a failed write does, destroys the stream.
  for await (const chunk of body.open('everything') as AsyncIterable<Buffer>) {
    const written = writeAll(file, chunk);
    md5.update(chunk);
    checksum?.update(chunk);
    size += chunk.length;
    await written;
    returnChunkMemory(chunk);
  }
  if (size !== body.length) throw new GatewayError('IncompleteBody');
  const computed =
    wanted === undefined || checksum === undefined ? {} : { [wanted]: checksum.digest().toString('base64') };
  return { size, md5: md5.digest(), checksums: { ...computed, ...declaredChecksum(body) } };
}

/** Writes all of a buffer at the current end of what was written: write(2) may take less than it was given. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, offset);
    offset += bytesWritten;
  }
}

/** The declared checksum, which `open('everything')` has verified by the end of its stream. */
function declaredChecksum(body: UploadBody): PartChecksums {
  const value = body.checksum?.value ?? body.trailerChecksum;
  return body.checksum === undefined || value === undefined ? {} : { [body.checksum.algorithm]: value };
}
