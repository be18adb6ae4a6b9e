import { randomBytes } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { SpooledBytes } from './spool-port.js';

/** Bytes of one piece that is read back. */
const PIECE_BYTES = 64 * 1024;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);

/**
 * A body in a file without a name: it is removed right after it was opened, so that nothing but this process can read
 * it and the system frees it whatever becomes of the process.
 */
export class DiskBytes implements SpooledBytes {
  length = 0;
  readonly #handle: FileHandle;
  readonly #reserved: number;
  readonly #onDiscard: () => void;
  #isOpen = true;

  private constructor(handle: FileHandle, reserved: number, onDiscard: () => void) {
    this.#handle = handle;
    this.#reserved = reserved;
    this.#onDiscard = onDiscard;
  }

  /**
   * @param folder made when it is not there
   * @param onDiscard called once, when the room is free again
   * @throws GatewayError InsufficientStorage, InternalError
   */
  static async create(folder: string, reserved: number, onDiscard: () => void): Promise<DiskBytes> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, randomBytes(16).toString('hex'));
      const handle = await open(path, 'wx+', 0o600);
      try {
        await unlink(path);
      } catch (error) {
        await handle.close();
        throw error;
      }
      return new DiskBytes(handle, reserved, onDiscard);
    } catch (error) {
      throw asGatewayError(error);
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.length + bytes.length > this.#reserved) {
      throw new GatewayError('InternalError', { cause: new Error('More bytes than were reserved') });
    }
    try {
      // write(2) may take less than it was given.
      for (let offset = 0; offset < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, offset, bytes.length - offset, this.length);
        offset += bytesWritten;
        this.length += bytesWritten;
      }
    } catch (error) {
      throw asGatewayError(error);
    }
  }

  async *read(): AsyncIterable<Buffer> {
    for (let position = 0; position < this.length;) {
      const size = Math.min(PIECE_BYTES, this.length - position);
      // Memory of its own for each piece, which its reader may free.
      const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafeSlow(size), 0, size, position);
      if (bytesRead === 0) throw new GatewayError('InternalError', { cause: new Error('A spool file lost its end') });
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async discard(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // The content is worthless by now: what closing reports changes nothing.
    await this.#handle.close().catch(() => undefined);
    this.#onDiscard();
  }
}

function asGatewayError(cause: unknown): GatewayError {
  const isFull = NO_ROOM.has(errorCode(cause) ?? '');
  if (!isFull) return new GatewayError('InternalError', { cause });
  return new GatewayError('InsufficientStorage', {
    message: 'The gateway has no space left to hold this upload.',
    source: 'gateway',
    cause,
  });
}
