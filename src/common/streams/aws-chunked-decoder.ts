import { GatewayError } from '../errors/gateway-error.js';
import { wrongBodyLength } from '../errors/wrong-body-length.js';
import { parseChunkHeader } from './aws-chunked-chunk-header.js';
import { AwsChunkedTrailer } from './aws-chunked-trailer.js';
import type { TrailerFraming } from './aws-chunked-trailer.js';
import type { ChunkVerifier } from './chunk-verifier.js';

/** What the request headers say about the framing. */
export interface AwsChunkedFraming extends TrailerFraming {
  /** Bytes, from `x-amz-decoded-content-length`. */
  readonly decodedLength: number;
}

/** Smallest chunk, in bytes, that another data chunk may follow ("Uploading an object in chunks", S3 API reference). */
const MIN_CHUNK_SIZE = 8192;
/** Sixteen digits, `;chunk-signature=` and 64 more make 97 characters. */
const MAX_HEADER_LINE = 128;
/** The longest S3 checksum trailer has 73 characters, the signature 88. */
const MAX_TRAILER_LINE = 256;

const CR = 0x0d;
const LF = 0x0a;

type State = 'chunk header' | 'data' | 'data end' | 'trailer' | 'end';

/**
 * Takes the aws-chunked framing off a body ("Signature calculations for the Authorization header: transferring
 * payload in multiple chunks", S3 API reference) in its three forms: signed, signed with trailer, and unsigned with
 * trailer. Input may be cut anywhere; output slices share the memory of the input.
 *
 * After an error the decoder must not be used again.
 */
export class AwsChunkedDecoder {
  readonly #framing: AwsChunkedFraming;
  readonly #verifier: ChunkVerifier | undefined;
  readonly #trailer: AwsChunkedTrailer;
  #state: State = 'chunk header';
  /** The line being read, as far as it came: latin1, without its CRLF once complete. */
  #line = '';
  #chunkNumber = 0;
  #previousSize = MIN_CHUNK_SIZE;
  /** Data bytes missing in the current chunk. */
  #missing = 0;
  /** Data bytes of all chunks announced so far. */
  #announced = 0;

  constructor(framing: AwsChunkedFraming, verifier?: ChunkVerifier) {
    this.#framing = framing;
    this.#verifier = verifier;
    this.#trailer = new AwsChunkedTrailer(framing);
  }

  /** Value of the announced trailer, when the body has been decoded to its end. */
  get trailerValue(): string | undefined {
    return this.#state === 'end' ? this.#trailer.value : undefined;
  }

  /**
   * Decodes the next piece of the body and returns the object bytes in it.
   * @throws GatewayError IncompleteBody, InvalidChunkSizeError, MalformedTrailerError
   */
  decode(input: Buffer): Buffer[] {
    const slices: Buffer[] = [];
    let offset = 0;
    while (offset < input.length) {
      switch (this.#state) {
        case 'data':
          offset = this.#readData(input, offset, slices);
          break;
        case 'data end':
          offset = this.#readDataEnd(input, offset);
          break;
        case 'chunk header':
          offset = this.#readChunkHeader(input, offset);
          break;
        case 'trailer':
          offset = this.#readTrailerLine(input, offset);
          break;
        case 'end':
          throw broken('There is data after the end of the body.');
      }
    }
    return slices;
  }

  /**
   * To be called when no more input follows.
   * @throws GatewayError IncompleteBody when the body is not complete
   */
  finish(): void {
    if (this.#state !== 'end') throw broken();
  }

  #readData(input: Buffer, offset: number, slices: Buffer[]): number {
    const end = Math.min(input.length, offset + this.#missing);
    const slice = input.subarray(offset, end);
    this.#verifier?.chunkData(slice);
    slices.push(slice);
    this.#missing -= end - offset;
    if (this.#missing === 0) this.#state = 'data end';
    return end;
  }

  #readDataEnd(input: Buffer, offset: number): number {
    const next = this.#readLine(input, offset, 0);
    if (next === undefined) return input.length;
    this.#verifier?.chunkEnd();
    this.#state = 'chunk header';
    return next;
  }

  #readChunkHeader(input: Buffer, offset: number): number {
    const next = this.#readLine(input, offset, MAX_HEADER_LINE);
    if (next === undefined) return input.length;
    const header = parseChunkHeader(this.#takeLine(), this.#framing.signed);
    if (header === undefined) throw broken();
    this.#chunkNumber += 1;
    this.#checkSize(header.size);
    this.#verifier?.chunkStart(header.signature, header.size);
    if (header.size === 0) {
      this.#verifier?.chunkEnd();
      this.#state = 'trailer';
    } else {
      this.#missing = header.size;
      this.#state = 'data';
    }
    return next;
  }

  #checkSize(size: number): void {
    if (size > 0 && this.#previousSize < MIN_CHUNK_SIZE) {
      // S3 names the chunk at which it notices, which is the one after the small chunk.
      throw new GatewayError('InvalidChunkSizeError', {
        details: { Chunk: this.#chunkNumber, BadChunkSize: this.#previousSize },
      });
    }
    this.#previousSize = size;
    this.#announced += size;
    const expected = this.#framing.decodedLength;
    if (this.#announced > expected || (size === 0 && this.#announced < expected)) {
      throw wrongBodyLength(expected, this.#announced);
    }
  }

  #readTrailerLine(input: Buffer, offset: number): number {
    const next = this.#readLine(input, offset, MAX_TRAILER_LINE);
    if (next === undefined) return input.length;
    const line = this.#takeLine();
    if (line !== '') {
      this.#trailer.addLine(line);
    } else {
      this.#trailer.finish();
      if (this.#trailer.lines.length > 0) this.#verifier?.trailer(this.#trailer.lines, this.#trailer.signature);
      this.#state = 'end';
    }
    return next;
  }

  #takeLine(): string {
    const line = this.#line;
    this.#line = '';
    return line;
  }

  /**
   * Continues `#line` until its CRLF. Lines are short, so a plain loop beats a call into the runtime.
   * @returns offset behind the CRLF, or undefined when all input is used up
   */
  #readLine(input: Buffer, offset: number, maxLength: number): number | undefined {
    const known = this.#line.length;
    const end = Math.min(input.length, offset + maxLength + 2 - known);
    let previous = known > 0 ? this.#line.charCodeAt(known - 1) : 0;
    for (let i = offset; i < end; i++) {
      const byte = input[i] ?? 0;
      if (byte === LF && previous === CR) {
        this.#line = (this.#line + input.toString('latin1', offset, i + 1)).slice(0, -2);
        return i + 1;
      }
      previous = byte;
    }
    if (known + end - offset === maxLength + 2) {
      throw this.#state === 'trailer' ? new GatewayError('MalformedTrailerError') : broken();
    }
    this.#line += input.toString('latin1', offset, end);
    return undefined;
  }
}

function broken(message?: string): GatewayError {
  return new GatewayError('IncompleteBody', message === undefined ? {} : { message });
}
