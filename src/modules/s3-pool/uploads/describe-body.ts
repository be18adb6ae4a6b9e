import { checksumHeader } from '../../../common/checksums/declared-checksum.js';
import type { IntegrityMode } from '../../config/index.js';
import type { HeaderMap, UploadBody } from '../../storage/index.js';
import { PlainFraming, TrailerFraming } from './body-framing.js';
import type { BodyFraming } from './body-framing.js';

/** How a body is announced to the backend. */
export interface DescribedBody {
  /** Value of x-amz-content-sha256. */
  readonly payloadHash: string;
  readonly framing: BodyFraming;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/**
 * Chooses hash, framing and headers of a body. The token `aws-chunked` is never put into Content-Encoding: S3 goes
 * by x-amz-content-sha256, and some backends would store the token with the object.
 * @param forwarded the client's headers; a checksum that is among them is not repeated
 * @param integrity whether the backend shall verify what the client declared, or gets a body that has been verified
 *   here: then without trailer and with UNSIGNED-PAYLOAD, which every backend takes
 */
export function describeBody(body: UploadBody, forwarded: HeaderMap, integrity: IntegrityMode): DescribedBody {
  const { checksum, length } = body;
  if (integrity === 'passthrough' && checksum !== undefined && checksum.value === undefined) {
    const framing = new TrailerFraming(length, checksum.algorithm, () => body.trailerChecksum);
    return {
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      framing,
      headers: [
        ['content-length', String(framing.wireLength)],
        ['x-amz-decoded-content-length', String(length)],
        ['x-amz-trailer', checksumHeader(checksum.algorithm)],
      ],
    };
  }
  const headers: [string, string][] = [['content-length', String(length)]];
  const name = checksum === undefined ? undefined : checksumHeader(checksum.algorithm);
  if (checksum?.value !== undefined && name !== undefined && !forwarded.has(name)) headers.push([name, checksum.value]);
  const sha256 = integrity === 'passthrough' ? body.sha256 : undefined;
  return { payloadHash: sha256 ?? 'UNSIGNED-PAYLOAD', framing: new PlainFraming(length), headers };
}
