import type { ChecksumAlgorithm, RunningHash } from '../../common/checksums/checksum.js';
import { createHash } from '../../common/checksums/create-hash.js';
import { checksumHeader, isChecksumValue } from '../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { BodyVerification, DeclaredChecksum } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';

type Digests = ReadonlyMap<ChecksumAlgorithm, Buffer>;
/** What of a description can be compared with a hash. */
type DeclaredIntegrity = Pick<BodyDescription, 'sha256' | 'md5' | 'checksum'>;

/** Compares the bytes of one body, without framing, with what was declared about them. */
export class BodyChecks {
  readonly #sha256: string | undefined;
  readonly #md5: string | undefined;
  readonly #checksum: DeclaredChecksum | undefined;
  readonly #hashes = new Map<ChecksumAlgorithm, RunningHash>();

  /** @param verification `framing` leaves to the store what the headers declare, and checks only a trailer */
  constructor({ sha256, md5, checksum }: DeclaredIntegrity, verification: BodyVerification) {
    const everything = verification === 'everything';
    this.#sha256 = everything ? sha256 : undefined;
    this.#md5 = everything ? md5 : undefined;
    this.#checksum = everything || checksum?.value === undefined ? checksum : undefined;
    if (this.#sha256 !== undefined) this.#start('sha256');
    if (this.#md5 !== undefined) this.#start('md5');
    if (this.#checksum !== undefined) this.#start(this.#checksum.algorithm);
  }

  /** Whether there is nothing to compare. */
  get none(): boolean {
    return this.#hashes.size === 0;
  }

  update(bytes: Uint8Array): void {
    for (const hash of this.#hashes.values()) hash.update(bytes);
  }

  /**
   * To be called once, after the last byte.
   * @param trailerValue checksum that came in the trailer
   * @throws GatewayError XAmzContentSHA256Mismatch, BadDigest; InvalidRequest for a trailer that is no checksum
   */
  verify(trailerValue: string | undefined): void {
    const digests = new Map([...this.#hashes].map(([algorithm, hash]) => [algorithm, hash.digest()]));
    this.#verifySha256(digests);
    this.#verifyMd5(digests);
    this.#verifyChecksum(digests, trailerValue);
  }

  #start(algorithm: ChecksumAlgorithm): void {
    if (!this.#hashes.has(algorithm)) this.#hashes.set(algorithm, createHash(algorithm));
  }

  #verifySha256(digests: Digests): void {
    const calculated = digests.get('sha256')?.toString('hex');
    if (this.#sha256 === undefined || calculated === this.#sha256) return;
    throw new GatewayError('XAmzContentSHA256Mismatch', {
      details: { ClientComputedContentSHA256: this.#sha256, S3ComputedContentSHA256: calculated ?? '' },
    });
  }

  #verifyMd5(digests: Digests): void {
    const calculated = digests.get('md5')?.toString('base64');
    if (this.#md5 === undefined || calculated === this.#md5) return;
    throw new GatewayError('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
      details: { ExpectedDigest: this.#md5, CalculatedDigest: calculated ?? '' },
    });
  }

  #verifyChecksum(digests: Digests, trailerValue: string | undefined): void {
    if (this.#checksum === undefined) return;
    const { algorithm, value = trailerValue } = this.#checksum;
    if (value === undefined) throw new GatewayError('MalformedTrailerError');
    if (!isChecksumValue(algorithm, value)) {
      throw new GatewayError('InvalidRequest', {
        message: `Value for ${checksumHeader(algorithm)} trailing header is invalid.`,
      });
    }
    if (digests.get(algorithm)?.toString('base64') !== value) {
      throw new GatewayError('BadDigest', {
        message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      });
    }
  }
}
