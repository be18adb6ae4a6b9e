import { createCipheriv } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ChecksumAlgorithm } from '../../src/common/checksums/checksum.js';
import { createHash } from '../../src/common/checksums/create-hash.js';
import { GatewayError } from '../../src/common/errors/gateway-error.js';
import type { BodyVerification, DeclaredChecksum, UploadBody } from '../../src/modules/storage/index.js';

export interface MemoryBodyOptions {
  /** Declares the true checksum of the bytes, in a header or in the trailer. */
  readonly checksum?: ChecksumAlgorithm;
  readonly inTrailer?: boolean;
  /** Declares the checksum of other bytes. A store that asks for `framing` has to find out by itself. */
  readonly wrongChecksum?: boolean;
  /** Fails after this many bytes, with `failure` or as a client that hangs up does. */
  readonly failAfter?: number;
  readonly failure?: Error;
  /** Stops after half of the bytes until this promise settles. */
  readonly pause?: Promise<unknown>;
}

const LARGEST_CHUNK = 64 * 1024;

/** An upload body from memory that goes wrong on demand. */
export class MemoryBody implements UploadBody {
  readonly length: number;
  readonly checksum: DeclaredChecksum | undefined;
  readonly sha256 = undefined;
  /** The stream that was handed out, once it was. */
  stream: Readable | undefined;
  private readonly bytes: Buffer;
  private readonly checksumValue: string | undefined;
  private hasEnded = false;

  constructor(
    content: Buffer | string,
    private readonly options: MemoryBodyOptions = {},
  ) {
    this.bytes = Buffer.from(content);
    this.length = this.bytes.length;
    const { checksum: algorithm, inTrailer } = options;
    if (algorithm === undefined) return;
    this.checksumValue = checksumOf(algorithm, options.wrongChecksum === true ? Buffer.from('other') : this.bytes);
    this.checksum = inTrailer === true ? { algorithm } : { algorithm, value: this.checksumValue };
  }

  get trailerChecksum(): string | undefined {
    return this.options.inTrailer === true && this.hasEnded ? this.checksumValue : undefined;
  }

  open(verification: BodyVerification): Readable {
    if (this.stream !== undefined) throw new Error('A body is opened once.');
    const { wrongChecksum = false, inTrailer = false } = this.options;
    const isChecked = verification === 'everything' || inTrailer;
    const verdict = wrongChecksum && isChecked ? new GatewayError('BadDigest') : undefined;
    this.stream = Readable.from(this.chunks(verdict), { objectMode: false });
    return this.stream;
  }

  private async *chunks(verdict: GatewayError | undefined): AsyncGenerator<Buffer> {
    const { failAfter = Infinity, failure = new GatewayError('IncompleteBody'), pause } = this.options;
    const end = Math.min(this.length, failAfter);
    const chunkSize = Math.min(LARGEST_CHUNK, Math.ceil(this.length / 2));
    for (let offset = 0; offset < end; offset += chunkSize) {
      if (offset >= this.length / 2) await pause;
      // The port holds the last byte back until every check has passed.
      if (verdict !== undefined && offset + chunkSize >= this.length) throw verdict;
      yield this.bytes.subarray(offset, Math.min(offset + chunkSize, end));
    }
    if (failAfter <= this.length) throw failure;
    if (verdict !== undefined) throw verdict;
    this.hasEnded = true;
  }
}

/** Base64 checksum of some bytes. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const hash = createHash(algorithm);
  hash.update(bytes);
  return hash.digest().toString('base64');
}

/** Bytes that look random and are the same for the same arguments. */
export function patternedBytes(length: number, seed = 0): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(length));
}
