import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeclaredChecksum, UploadBody } from '../../src/modules/storage/index.js';

export interface BodyOptions {
  readonly checksum?: DeclaredChecksum;
  readonly sha256?: string;
  /** Value of the trailer, known once the stream has ended. */
  readonly trailerChecksum?: string;
}

/** The body of a well-behaved client. */
export function bodyOf(bytes: Buffer, options: BodyOptions = {}): UploadBody {
  return streamedBody(bytes.length, () => Readable.from(pieces(bytes), { objectMode: false }), options);
}

/**
 * A body of `length` bytes of which `sent` arrive before it fails with `error`.
 * @param moment when it fails; by default after a time in which the bytes have probably reached the store
 */
export function brokenBody(
  length: number,
  sent: number,
  error: Error,
  moment: () => Promise<unknown> = () => sleep(TRAVEL_MS),
): UploadBody {
  async function* source(): AsyncGenerator<Buffer> {
    yield* pieces(Buffer.alloc(sent, 'x'));
    await moment();
    throw error;
  }
  return streamedBody(length, () => Readable.from(source(), { objectMode: false }));
}

/** A body whose stream the test makes itself. */
export function streamedBody(length: number, open: () => Readable, options: BodyOptions = {}): UploadBody {
  let ended = false;
  return {
    length,
    checksum: options.checksum,
    sha256: options.sha256,
    open: () => {
      const stream = open();
      stream.once('end', () => {
        ended = true;
      });
      return stream;
    },
    get trailerChecksum() {
      return ended ? options.trailerChecksum : undefined;
    },
  };
}

const TRAVEL_MS = 30;
const PIECE_BYTES = 65_536;

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) yield bytes.subarray(start, start + PIECE_BYTES);
}
