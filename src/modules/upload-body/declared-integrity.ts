import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import {
  algorithmOfHeader,
  algorithmOfName,
  checksumHeader,
  isChecksumValue,
} from '../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { trimOws } from '../../common/http/trim-ows.js';
import type { DeclaredChecksum } from '../storage/index.js';

type Headers = ReadonlyMap<string, string>;

const SDK_ALGORITHM = 'x-amz-sdk-checksum-algorithm';

/**
 * The base64 MD5 of Content-MD5.
 * @throws GatewayError InvalidDigest
 */
export function declaredMd5(headers: Headers): string | undefined {
  const value = headers.get('content-md5');
  if (value !== undefined && !isChecksumValue('md5', value)) {
    throw new GatewayError('InvalidDigest', { details: { 'Content-MD5': value } });
  }
  return value;
}

/**
 * The one S3 checksum that a request may declare, in a header or in the trailer it announces.
 * @param mayHaveTrailer whether the form of the body has room for a trailer
 * @throws GatewayError InvalidRequest
 */
export function declaredChecksum(headers: Headers, mayHaveTrailer: boolean): DeclaredChecksum | undefined {
  const inHeader = checksumHeaders(headers);
  if (inHeader.length > 1) throw severalChecksums();
  const declared = inHeader.map(([algorithm, value]) => readChecksum(algorithm, value));
  const trailer = inTrailer(headers, mayHaveTrailer);
  if (trailer !== undefined) declared.push(trailer);
  if (declared.length > 1) throw severalChecksums();
  const [checksum] = declared;
  checkSdkAlgorithm(headers.get(SDK_ALGORITHM), checksum);
  return checksum;
}

function checksumHeaders(headers: Headers): [ChecksumAlgorithm, string][] {
  const found: [ChecksumAlgorithm, string][] = [];
  for (const [name, value] of headers) {
    const algorithm = algorithmOfHeader(name);
    if (algorithm !== undefined) found.push([algorithm, value]);
  }
  return found;
}

function readChecksum(algorithm: ChecksumAlgorithm, value: string): DeclaredChecksum {
  if (!isChecksumValue(algorithm, value)) throw invalid(`Value for ${checksumHeader(algorithm)} header is invalid.`);
  return { algorithm, value };
}

function severalChecksums(): GatewayError {
  return invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
}

function inTrailer(headers: Headers, mayHaveTrailer: boolean): DeclaredChecksum | undefined {
  const announced = headers.get('x-amz-trailer');
  if (announced === undefined) return undefined;
  const algorithm = algorithmOfHeader(trimOws(announced).toLowerCase());
  if (algorithm === undefined) throw invalid('The value specified in the x-amz-trailer header is not supported');
  if (!mayHaveTrailer) throw invalid('The x-amz-trailer header needs an x-amz-content-sha256 that ends in -TRAILER.');
  return { algorithm };
}

function checkSdkAlgorithm(value: string | undefined, checksum: DeclaredChecksum | undefined): void {
  if (value === undefined) return;
  const algorithm = algorithmOfName(value);
  if (algorithm !== undefined && checksum === undefined) {
    throw invalid(
      `${SDK_ALGORITHM} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
    );
  }
  if (algorithm === undefined || algorithm !== checksum?.algorithm) {
    throw invalid(`Value for ${SDK_ALGORITHM} header is invalid.`);
  }
}

function invalid(message: string): GatewayError {
  return new GatewayError('InvalidRequest', { message });
}
