import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import { PAYLOAD_HEADER, readPayloadForm } from '../../common/s3/payload-form.js';
import type { DeclaredChecksum } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';
import { declaredChecksum, declaredMd5 } from './declared-integrity.js';
import { declaredLength } from './declared-length.js';

/** The part of a request that describes its body. */
export interface BodyHead {
  readonly method: string;
  /** By lower-case name; repeated headers are joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes an object may have here. */
  readonly maxSize?: number;
}

/**
 * Reads and checks everything a request declares about the body of an upload, so that a wrong declaration is refused
 * before the client sends the body.
 * @throws GatewayError MissingContentLength, EntityTooLarge, InvalidArgument, InvalidDigest, InvalidRequest,
 *   NotImplemented
 */
export function describeBody({ method, headers, maxSize }: BodyHead): BodyDescription {
  const { sha256, chunked } = readPayloadForm(headers.get(PAYLOAD_HEADER));
  const length = declaredLength(method, headers, chunked !== undefined, maxSize);
  const md5 = declaredMd5(headers);
  const checksum = declaredChecksum(headers, chunked?.trailer === true);
  const framing = chunked && {
    signed: chunked.signed,
    mayHaveTrailer: chunked.trailer,
    trailer: trailerName(checksum),
    decodedLength: length,
  };
  return { length, framing, sha256, md5, checksum };
}

function trailerName(checksum: DeclaredChecksum | undefined): string | undefined {
  return checksum === undefined || checksum.value !== undefined ? undefined : checksumHeader(checksum.algorithm);
}
