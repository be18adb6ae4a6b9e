import type { ChecksumAlgorithm } from '../../../common/checksums/checksum.js';
import { DIGEST_LENGTH } from '../../../common/checksums/create-hash.js';
import { checksumHeader } from '../../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';

/** How the bytes of a body are laid out on the wire. Serves one body, once. */
export interface BodyFraming {
  /** Bytes of the object. */
  readonly objectLength: number;
  /** Content-Length: bytes on the wire. */
  readonly wireLength: number;
  /** The wire form of the next bytes of the object, of which there are never more than `objectLength`. */
  frame(chunk: Buffer): readonly Buffer[];
  /** What follows the last byte, once the body's stream has ended. */
  finish(): readonly Buffer[];
}

/** The bytes of the object and nothing else. */
export class PlainFraming implements BodyFraming {
  readonly wireLength: number;

  constructor(readonly objectLength: number) {
    this.wireLength = objectLength;
  }

  frame(chunk: Buffer): readonly Buffer[] {
    return [chunk];
  }

  finish(): readonly Buffer[] {
    return [];
  }
}

/** Chunks are large, so that their frames cost nothing, and of fixed size, so that the length is known up front. */
const CHUNK_BYTES = 1_048_576;
const CRLF = Buffer.from('\r\n');
const CRLF_BYTES = 2;
const LAST_CHUNK = '0\r\n';

/**
 * aws-chunked without signatures and with a checksum behind the data (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`). Bytes
 * of the object pass through uncopied, only the sizes around them are new.
 */
export class TrailerFraming implements BodyFraming {
  readonly wireLength: number;
  readonly #trailerName: string;
  /** Bytes of the object in chunks that have not begun. */
  #unframed: number;
  #chunkBytesLeft = 0;

  /**
   * @param objectLength bytes
   * @param trailerValue the base64 checksum, asked for at the very end
   */
  constructor(
    readonly objectLength: number,
    algorithm: ChecksumAlgorithm,
    private readonly trailerValue: () => string | undefined,
  ) {
    this.#trailerName = checksumHeader(algorithm);
    this.#unframed = objectLength;
    const base64Length = Math.ceil(DIGEST_LENGTH[algorithm] / 3) * 4;
    const trailerBytes = this.#trailerName.length + 1 + base64Length + 2 * CRLF_BYTES;
    this.wireLength = chunksLength(objectLength) + LAST_CHUNK.length + trailerBytes;
  }

  frame(chunk: Buffer): readonly Buffer[] {
    const frames: Buffer[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#chunkBytesLeft === 0) frames.push(this.#beginChunk());
      const piece = rest.subarray(0, this.#chunkBytesLeft);
      rest = rest.subarray(piece.length);
      frames.push(piece);
      this.#chunkBytesLeft -= piece.length;
      if (this.#chunkBytesLeft === 0) frames.push(CRLF);
    }
    return frames;
  }

  finish(): readonly Buffer[] {
    const value = this.trailerValue();
    if (value === undefined) {
      throw new GatewayError('InternalError', { cause: new Error('the body ended without its trailing checksum') });
    }
    return [Buffer.from(`${LAST_CHUNK}${this.#trailerName}:${value}\r\n\r\n`, 'latin1')];
  }

  #beginChunk(): Buffer {
    const size = Math.min(CHUNK_BYTES, this.#unframed);
    this.#unframed -= size;
    this.#chunkBytesLeft = size;
    return Buffer.from(sizeLine(size), 'latin1');
  }
}

function chunksLength(length: number): number {
  const rest = length % CHUNK_BYTES;
  const full = (length - rest) / CHUNK_BYTES;
  return full * chunkLength(CHUNK_BYTES) + (rest === 0 ? 0 : chunkLength(rest));
}

function chunkLength(bytes: number): number {
  return sizeLine(bytes).length + bytes + CRLF_BYTES;
}

function sizeLine(bytes: number): string {
  return `${bytes.toString(16)}\r\n`;
}
