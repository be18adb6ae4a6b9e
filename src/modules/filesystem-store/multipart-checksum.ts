import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import { createHash } from '../../common/checksums/create-hash.js';
import { algorithmOfHeader, checksumHeader } from '../../common/checksums/declared-checksum.js';
import {
  checkChecksumType,
  defaultChecksumType,
  readChecksumType,
  readMultipartChecksum,
} from '../../common/checksums/multipart-checksum-type.js';
import type { ChecksumType } from '../../common/checksums/multipart-checksum-type.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap, PartChecksums } from '../storage/index.js';

interface UploadChecksums {
  readonly checksumAlgorithm?: ChecksumAlgorithm | undefined;
  readonly checksumType?: ChecksumType | undefined;
}

/** What a Complete has to compute, and what its client expects to come out. */
export interface ChecksumPlan {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly declared: string | undefined;
}

/**
 * Reads x-amz-checksum-algorithm and -type of CreateMultipartUpload.
 * @throws GatewayError InvalidRequest for an unknown algorithm, or a type that it does not have
 */
export function checksumsOfNewUpload(headers: HeaderMap): { upload: UploadChecksums; answer: Map<string, string> } {
  const checksum = readMultipartChecksum(headers);
  if (checksum === undefined) return { upload: {}, answer: new Map() };
  const { algorithm: checksumAlgorithm, type: checksumType } = checksum;
  return {
    upload: { checksumAlgorithm, checksumType },
    answer: new Map([
      ['x-amz-checksum-algorithm', checksumAlgorithm.toUpperCase()],
      ['x-amz-checksum-type', checksumType],
    ]),
  };
}

/**
 * What CompleteMultipartUpload does about checksums; undefined when neither the upload nor the request asks for one.
 * @throws GatewayError InvalidRequest when they contradict each other
 */
export function planChecksum(upload: UploadChecksums, headers: HeaderMap): ChecksumPlan | undefined {
  const [header, declared] = [...headers].find(([name]) => algorithmOfHeader(name) !== undefined) ?? [];
  const declaredAlgorithm = header === undefined ? undefined : algorithmOfHeader(header);
  const algorithm = upload.checksumAlgorithm ?? declaredAlgorithm;
  if (algorithm === undefined) return undefined;
  if (declaredAlgorithm !== undefined && declaredAlgorithm !== algorithm) throw algorithmMismatch(algorithm);
  const type = typeOf(headers, upload.checksumType) ?? defaultChecksumType(algorithm);
  checkChecksumType(algorithm, type);
  return { algorithm, type, declared };
}

/**
 * @param declared algorithm of a part's own checksum
 * @throws GatewayError InvalidRequest when the upload was created for another one
 */
export function checkPartAlgorithm(upload: UploadChecksums, declared: ChecksumAlgorithm | undefined): void {
  const expected = upload.checksumAlgorithm;
  if (expected !== undefined && declared !== undefined && declared !== expected) throw algorithmMismatch(expected);
}

/**
 * @param parts checksums of the listed parts, in order
 * @throws GatewayError InvalidRequest when a part has no checksum of this algorithm
 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly PartChecksums[]): string {
  const hash = createHash(algorithm);
  for (const checksums of parts) {
    const value = checksums[algorithm];
    if (value === undefined) {
      throw new GatewayError('InvalidRequest', { message: `A part was uploaded without its ${algorithm} checksum.` });
    }
    hash.update(Buffer.from(value, 'base64'));
  }
  return `${hash.digest().toString('base64')}-${parts.length}`;
}

/** @throws GatewayError BadDigest */
export function checkDeclared(plan: ChecksumPlan, computed: string): void {
  // Clients send a composite checksum with or without its number of parts.
  if (plan.declared === undefined || plan.declared === computed) return;
  if (plan.type === 'COMPOSITE' && plan.declared === computed.slice(0, computed.lastIndexOf('-'))) return;
  throw new GatewayError('BadDigest', {
    message: `The ${plan.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  });
}

function typeOf(headers: HeaderMap, ofUpload: ChecksumType | undefined): ChecksumType | undefined {
  const value = readChecksumType(headers) ?? ofUpload;
  if (ofUpload !== undefined && value !== ofUpload) {
    throw new GatewayError('InvalidRequest', { message: `The upload was created with the checksum type ${ofUpload}.` });
  }
  return value;
}

function algorithmMismatch(expected: ChecksumAlgorithm): GatewayError {
  return new GatewayError('InvalidRequest', {
    message: `Checksum type mismatch: the upload was created with ${checksumHeader(expected)}.`,
  });
}
