import type { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestContext } from '../runtime/index.js';
import { describeBody } from './describe-body.js';
import { openBody } from './open-body.js';

/** The body of a form, of which nothing has been read. */
export interface FormBody {
  /** Bytes of the whole form. */
  readonly length: number;
  /** Asks the client for the body. To be called once; whoever does has to destroy the stream if it is left early. */
  open(): Readable;
}

/**
 * The body of a form as a whole, with the same checks of length and digests as an object gets. A form needs a length:
 * room for its file is reserved before the file is read.
 * @throws GatewayError MissingContentLength, and as describeBody does
 */
export function receiveForm(context: RequestContext): FormBody {
  const { method, headers } = context;
  if (!headers.has('content-length')) throw new GatewayError('MissingContentLength');
  const description = describeBody({ method, headers });
  return {
    length: description.length,
    // What a form declares about its file stands in its fields; only the file counts as object bytes.
    open: () => openBody(context, description, () => undefined).open('everything'),
  };
}
