import type { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestContext } from '../runtime/index.js';
import type { UploadBody } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';
import { describeBody } from './describe-body.js';
import { PAYLOAD_HEADER } from './payload-form.js';
import { RequestBody } from './request-body.js';

/**
 * The body of an upload, checked against the limits of its bucket as far as its headers tell. Nothing is read yet.
 * @throws GatewayError as describeBody does; InvalidRequest for signed chunks that nothing could be verified with
 */
export function receiveBody(context: RequestContext): UploadBody {
  const { max_size: maxSize } = context.routed.bucket.config.upload;
  const { method, headers, request, snapshot } = context;
  const description = describeBody({ method, headers, ...(maxSize !== undefined && { maxSize }) });
  refuseUnverifiable(context, description);
  const onOpen = (stream: Readable): void => {
    context.dataPath = 'stream';
    context.onBodyFailure((error) => stream.destroy(error));
    if (!stream.destroyed) context.askForBody();
  };
  return new RequestBody(description, request, onOpen, {
    chunkSigning: context.chunkSigning,
    idleTimeoutMs: snapshot.config.server.timeouts.body_idle,
    onBytes: (count) => {
      context.bytesReceived += count;
    },
  });
}

/** Where signatures count, a body that promises them is never taken without looking at them. */
function refuseUnverifiable({ principal, chunkSigning }: RequestContext, { framing }: BodyDescription): void {
  if (framing?.signed === true && principal.method === 'sigv4' && chunkSigning === undefined) {
    throw new GatewayError('InvalidRequest', { message: `The value of ${PAYLOAD_HEADER} header is invalid.` });
  }
}
