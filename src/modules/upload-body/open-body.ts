import type { Readable } from 'node:stream';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { RequestContext } from '../runtime/index.js';
import type { UploadBody } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';
import { RequestBody } from './request-body.js';

/**
 * The body of a request, which is asked for when somebody opens it.
 * @param onBytes told the object bytes of each piece
 */
export function openBody(
  context: RequestContext,
  description: BodyDescription,
  onBytes: (count: number) => void,
  inspection?: HeadInspection,
): UploadBody {
  const { request, snapshot } = context;
  const onOpen = (stream: Readable): void => {
    context.dataPath = 'stream';
    context.onBodyFailure((error) => stream.destroy(error));
    if (!stream.destroyed) context.askForBody();
  };
  return new RequestBody(description, request, onOpen, {
    chunkSigning: context.chunkSigning,
    idleTimeoutMs: snapshot.config.server.timeouts.body_idle,
    onBytes,
    inspection,
  });
}
