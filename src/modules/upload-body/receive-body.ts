import { GatewayError } from '../../common/errors/gateway-error.js';
import { PAYLOAD_HEADER } from '../../common/s3/payload-form.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { RequestContext } from '../runtime/index.js';
import type { UploadBody } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';
import { describeBody } from './describe-body.js';
import { openBody } from './open-body.js';

/**
 * The body of an upload, checked against the limits of its bucket as far as its headers tell. Nothing is read yet.
 * @param inspection looks at the first bytes of the object before a store gets any
 * @throws GatewayError as describeBody does; InvalidRequest for signed chunks that nothing could be verified with
 */
export function receiveBody(context: RequestContext, inspection?: HeadInspection): UploadBody {
  const { method, headers, sizeLimit } = context;
  const maxSize = context.routed.bucket.policy.largest(sizeLimit);
  const description = describeBody({ method, headers, maxSize });
  refuseUnverifiable(context, description);
  return openBody(
    context,
    description,
    (count) => {
      context.bytesReceived += count;
    },
    inspection,
  );
}

/** Where signatures count, a body that promises them is never taken without looking at them. */
function refuseUnverifiable({ principal, chunkSigning }: RequestContext, { framing }: BodyDescription): void {
  if (framing?.signed === true && principal.method !== 'none' && chunkSigning === undefined) {
    throw new GatewayError('InvalidRequest', { message: `The value of ${PAYLOAD_HEADER} header is invalid.` });
  }
}
