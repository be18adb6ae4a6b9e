import { wrongBodyLength } from '../../common/errors/wrong-body-length.js';
import { ChunkSignatureVerifier } from '../../common/sigv4/chunk-signature-verifier.js';
import type { ChunkSigning } from '../../common/sigv4/chunk-signing.js';
import { AwsChunkedDecoder } from '../../common/streams/aws-chunked-decoder.js';
import type { BodyVerification } from '../storage/index.js';
import { BodyChecks } from './body-checks.js';
import type { BodyDescription } from './body-description.js';

/** How much of the end of a body is kept until it is known to be good. Bytes. */
const MAX_HELD = 64 * 1024;

/** Turns the pieces of a request body into object bytes, and knows whether they are all there and right. */
export interface BodyDecoder {
  /** Takes the next piece and gives what may be passed on now. */
  accept(piece: Buffer): readonly Buffer[];
  /** To be called after the last piece: gives the rest, once every check has passed. */
  finish(): readonly Buffer[];
  /** Object bytes taken so far. */
  readonly received: number;
  /** Verified value of the trailer; defined after `finish`. */
  readonly trailerValue: string | undefined;
}

/**
 * Chooses the cheapest way that still finds every fault.
 * @param signing what to verify signed chunks with; undefined where nothing in the request is verified
 */
export function createBodyDecoder(
  description: BodyDescription,
  verification: BodyVerification,
  signing?: ChunkSigning,
): BodyDecoder {
  const checks = new BodyChecks(description, verification);
  if (description.framing === undefined && checks.none) return new PassingDecoder(description.length);
  return new CheckingDecoder(description, checks, signing);
}

/** For a body of which only the length is known: its last byte already proves it, so pieces go through untouched. */
class PassingDecoder implements BodyDecoder {
  received = 0;
  readonly trailerValue = undefined;
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  accept(piece: Buffer): readonly Buffer[] {
    this.received += piece.length;
    if (this.received > this.#length) throw wrongBodyLength(this.#length, this.received);
    return [piece];
  }

  finish(): readonly Buffer[] {
    if (this.received !== this.#length) throw wrongBodyLength(this.#length, this.received);
    return [];
  }
}

/** Takes the framing off, hashes, and holds the tail back until the end of the body has been checked. */
class CheckingDecoder implements BodyDecoder {
  received = 0;
  trailerValue: string | undefined;
  readonly #length: number;
  readonly #chunked: AwsChunkedDecoder | undefined;
  readonly #checks: BodyChecks;
  #held: Buffer | undefined;

  constructor({ length, framing }: BodyDescription, checks: BodyChecks, signing: ChunkSigning | undefined) {
    const verifier =
      framing?.signed === true && signing !== undefined ? new ChunkSignatureVerifier(signing) : undefined;
    this.#length = length;
    this.#chunked = framing && new AwsChunkedDecoder(framing, verifier);
    this.#checks = checks;
  }

  accept(piece: Buffer): readonly Buffer[] {
    const ready: Buffer[] = [];
    for (const slice of this.#chunked?.decode(piece) ?? [piece]) {
      this.received += slice.length;
      if (this.received > this.#length) throw wrongBodyLength(this.#length, this.received);
      this.#checks.update(slice);
      this.#hold(slice, ready);
    }
    return ready;
  }

  finish(): readonly Buffer[] {
    this.#chunked?.finish();
    if (this.received !== this.#length) throw wrongBodyLength(this.#length, this.received);
    this.#checks.verify(this.#chunked?.trailerValue);
    this.trailerValue = this.#chunked?.trailerValue;
    return this.#held === undefined ? [] : [this.#held];
  }

  /** Keeps the newest slice, or its end, and releases what was kept before. */
  #hold(slice: Buffer, ready: Buffer[]): void {
    if (slice.length === 0) return;
    if (this.#held !== undefined) ready.push(this.#held);
    const surplus = slice.length - MAX_HELD;
    if (surplus > 0) ready.push(slice.subarray(0, surplus));
    this.#held = surplus > 0 ? slice.subarray(surplus) : slice;
  }
}
