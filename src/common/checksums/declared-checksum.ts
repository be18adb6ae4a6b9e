import type { ChecksumAlgorithm } from './checksum.js';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import { DIGEST_LENGTH } from './create-hash.js';

const HEADER_PREFIX = 'x-amz-checksum-';

/** Algorithm by the lower-case name of its header or trailer. */
const BY_HEADER: ReadonlyMap<string, ChecksumAlgorithm> = new Map(
  CHECKSUM_ALGORITHMS.map((algorithm) => [HEADER_PREFIX + algorithm, algorithm]),
);

/** The header, or trailer, that carries a checksum: lower-case. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return HEADER_PREFIX + algorithm;
}

/**
 * The algorithm that a header declares a value for.
 * @param name lower-case header name; `x-amz-checksum-type` and the like name no algorithm
 */
export function algorithmOfHeader(name: string): ChecksumAlgorithm | undefined {
  return BY_HEADER.get(name);
}

/** The algorithm as `x-amz-sdk-checksum-algorithm` writes it, in any case (`CRC64NVME`). */
export function algorithmOfName(name: string): ChecksumAlgorithm | undefined {
  return BY_HEADER.get(HEADER_PREFIX + name.toLowerCase());
}

/**
 * Decodes base64 that must hold exactly `length` bytes, padding included (RFC 4648 section 4). Node's own decoder
 * accepts almost anything, so the text is compared with what those bytes encode to.
 */
export function decodeExactBase64(text: string, length: number): Buffer | undefined {
  if (text.length !== 4 * Math.ceil(length / 3)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}

/** Whether a text is the base64 form of a value of this algorithm. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, text: string): boolean {
  return decodeExactBase64(text, DIGEST_LENGTH[algorithm]) !== undefined;
}
