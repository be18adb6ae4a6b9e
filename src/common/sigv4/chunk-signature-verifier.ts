import { createHash, hash, timingSafeEqual } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { ChunkVerifier, TrailerLine } from '../streams/chunk-verifier.js';
import type { ChunkSigning } from './chunk-signing.js';
import { ALGORITHM } from './string-to-sign.js';

const EMPTY_SHA256 = hash('sha256', '', 'hex');

/**
 * Verifies the signatures in an aws-chunked body: one for each chunk, the empty last one included, and one for the
 * trailer. Each is made over its predecessor, so that no chunk can be left out, moved or taken from another request
 * ("Signature calculations for the Authorization header: transferring payload in multiple chunks", S3 API reference).
 *
 * Every method throws SignatureDoesNotMatch; after that the verifier must not be used again.
 */
export class ChunkSignatureVerifier implements ChunkVerifier {
  readonly #signing: ChunkSigning;
  #previous: string;
  #announced: string | undefined;
  #size = 0;
  /** SHA-256 of the chunk, when its data came in one slice. */
  #whole: string | undefined;
  /** The same on the way, when it comes in several. */
  #parts: Hash | undefined;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seedSignature;
  }

  chunkStart(signature: string | undefined, size: number): void {
    this.#announced = signature;
    this.#size = size;
    this.#whole = size === 0 ? EMPTY_SHA256 : undefined;
    this.#parts = undefined;
  }

  chunkData(slice: Buffer): void {
    if (slice.length === this.#size) {
      // At once, and not at the end of the chunk: by then the slice may have been given back.
      this.#whole = hash('sha256', slice, 'hex');
    } else {
      this.#parts ??= createHash('sha256');
      this.#parts.update(slice);
    }
  }

  chunkEnd(): void {
    const data = this.#whole ?? this.#parts?.digest('hex') ?? EMPTY_SHA256;
    this.#verify('PAYLOAD', `${EMPTY_SHA256}\n${data}`, this.#announced);
  }

  trailer(lines: readonly TrailerLine[], signature: string | undefined): void {
    const text = lines.map(({ name, value }) => `${name}:${value}\n`).join('');
    this.#verify('TRAILER', hash('sha256', Buffer.from(text, 'latin1'), 'hex'), signature);
  }

  /** @param hashes last lines of the string to sign */
  #verify(kind: 'PAYLOAD' | 'TRAILER', hashes: string, provided: string | undefined): void {
    const { timestamp, scope, key } = this.#signing;
    const stringToSign = `${ALGORITHM}-${kind}\n${timestamp}\n${scope}\n${this.#previous}\n${hashes}`;
    const calculated = key.sign(stringToSign);
    if (provided === undefined || !isSame(calculated, provided)) {
      throw new GatewayError('SignatureDoesNotMatch', {
        // Nothing in it is secret: the signature before this one is the client's own, found right.
        details: { StringToSign: stringToSign, SignatureProvided: provided ?? '' },
      });
    }
    this.#previous = calculated;
  }
}

/** In a time that does not tell how much of a guess was right. */
function isSame(calculated: string, provided: string): boolean {
  const [one, other] = [Buffer.from(calculated, 'latin1'), Buffer.from(provided, 'latin1')];
  return one.length === other.length && timingSafeEqual(one, other);
}
