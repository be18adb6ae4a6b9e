import { BodyChecks } from './body-checks.js';
import { declaredMd5 } from './declared-integrity.js';
import { PAYLOAD_HEADER, readPayloadForm } from './payload-form.js';

/**
 * What a request declares about a document in its body, such as that of CompleteMultipartUpload. `x-amz-checksum-*`
 * there speaks of the object, not of the document.
 * @throws GatewayError InvalidDigest, InvalidArgument, NotImplemented
 */
export function documentChecks(headers: ReadonlyMap<string, string>): BodyChecks {
  const { sha256 } = readPayloadForm(headers.get(PAYLOAD_HEADER));
  return new BodyChecks({ sha256, md5: declaredMd5(headers), checksum: undefined }, 'everything');
}
