import type { Readable } from 'node:stream';
import type { RequestContext } from '../runtime/index.js';
import type { UploadBody } from '../storage/index.js';
import { describeBody } from './describe-body.js';
import { RequestBody } from './request-body.js';

/**
 * The body of an upload, checked against the limits of its bucket as far as its headers tell. Nothing is read yet.
 * @throws GatewayError as describeBody does
 */
export function receiveBody(context: RequestContext): UploadBody {
  const { method, headers, request, routed, snapshot } = context;
  const { max_size: maxSize } = routed.bucket.config.upload;
  const description = describeBody({ method, headers, ...(maxSize !== undefined && { maxSize }) });
  const onOpen = (stream: Readable): void => {
    context.dataPath = 'stream';
    context.onBodyFailure((error) => stream.destroy(error));
    if (!stream.destroyed) context.askForBody();
  };
  return new RequestBody(description, request, onOpen, {
    idleTimeoutMs: snapshot.config.server.timeouts.body_idle,
    onBytes: (count) => {
      context.bytesReceived += count;
    },
  });
}
