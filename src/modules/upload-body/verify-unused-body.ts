import { PAYLOAD_HEADER, readPayloadForm } from '../../common/s3/payload-form.js';
import type { RequestContext } from '../runtime/index.js';
import { BodyChecks } from './body-checks.js';
import { receiveDocument } from './receive-document.js';

/** Bytes. The longest that clients send is the CreateBucketConfiguration of CreateBucket. */
const MAX_UNUSED_BODY_BYTES = 64 * 1024;

/**
 * For operations that use no body. S3 ignores one that comes all the same, but the SHA-256 that was signed has to be
 * that of what came, be it nothing: else a proxy could add or take a body unseen.
 * @throws GatewayError XAmzContentSHA256Mismatch, and as receiveDocument does
 */
export async function verifyUnusedBody(context: RequestContext): Promise<void> {
  const { headers } = context;
  const { sha256 } = readPayloadForm(headers.get(PAYLOAD_HEADER));
  if (sha256 === undefined) return;
  if (headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0) {
    await receiveDocument(context, { maxBytes: MAX_UNUSED_BODY_BYTES, checksumOf: 'object' });
  } else {
    new BodyChecks({ sha256, md5: undefined, checksum: undefined }, 'everything').verify(undefined);
  }
}
