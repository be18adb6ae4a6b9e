import { GatewayError } from '../errors/gateway-error.js';
import type { ChecksumAlgorithm } from './checksum.js';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import { algorithmOfName } from './declared-checksum.js';

/** COMPOSITE: hash of the parts' hashes. FULL_OBJECT: hash of all bytes. S3 user guide, "Checking object integrity". */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** The checksum of an object that is uploaded in parts. */
export interface MultipartChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
}

type Headers = ReadonlyMap<string, string>;

/**
 * Reads x-amz-checksum-algorithm and -type of CreateMultipartUpload; undefined when it asks for no checksum.
 * @throws GatewayError InvalidRequest for an unknown algorithm or type, or two that do not go together
 */
export function readMultipartChecksum(headers: Headers): MultipartChecksum | undefined {
  const name = headers.get('x-amz-checksum-algorithm');
  const declaredType = readChecksumType(headers);
  if (name === undefined) {
    if (declaredType === undefined) return undefined;
    throw invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const algorithm = algorithmOfName(name);
  if (algorithm === undefined) {
    const names = CHECKSUM_ALGORITHMS.map((known) => known.toUpperCase()).join(', ');
    throw invalid(
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${names}]`,
    );
  }
  const type = declaredType ?? defaultChecksumType(algorithm);
  checkChecksumType(algorithm, type);
  return { algorithm, type };
}

/**
 * The value of x-amz-checksum-type, which counts in any case, like the names of algorithms.
 * @throws GatewayError InvalidRequest
 */
export function readChecksumType(headers: Headers): ChecksumType | undefined {
  const value = headers.get('x-amz-checksum-type')?.toUpperCase();
  if (value === undefined || value === 'FULL_OBJECT' || value === 'COMPOSITE') return value;
  throw invalid('Value for x-amz-checksum-type header is invalid.');
}

/** The type of a checksum when a request names none. */
export function defaultChecksumType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
}

/**
 * Only a CRC of all bytes can be computed from those of the parts, and CRC64NVME exists in no other type. All others are
 * COMPOSITE.
 * @throws GatewayError InvalidRequest
 */
export function checkChecksumType(algorithm: ChecksumAlgorithm, type: ChecksumType): void {
  const impossible = type === 'COMPOSITE' ? algorithm === 'crc64nvme' : !algorithm.startsWith('crc');
  if (impossible) throw invalid(`The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
}

function invalid(message: string): GatewayError {
  return new GatewayError('InvalidRequest', { message });
}
