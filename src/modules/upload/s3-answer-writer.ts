import type { GatewayError } from '../../common/errors/gateway-error.js';
import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import { errorDocument } from '../../common/s3/xml/error-document.js';
import type { RequestContext, S3Answer } from '../runtime/index.js';

/** Writes the answer of an operation. The one place, beside `sendError`, where a data-plane answer begins. */
export function sendAnswer(context: RequestContext, answer: S3Answer): void {
  const { request, response } = context;
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of answer.headers ?? []) response.setHeader(name, value);
  if (answer.xml !== undefined) {
    response.setHeader('content-type', 'application/xml');
    response.setHeader('content-length', Buffer.byteLength(answer.xml));
  } else if (answer.status !== 204 && answer.status !== 304 && !response.hasHeader('content-length')) {
    response.setHeader('content-length', 0);
  }
  discardUnreadBody(request, response);
  response.statusCode = answer.status;
  response.end(context.method === 'HEAD' ? undefined : answer.xml);
}

/** Writes an error in the S3 dialect. A client that is gone gets nothing; an answer under way is cut. */
export function sendError(context: RequestContext, error: GatewayError): void {
  const { response, url } = context;
  context.errorCode = error.code;
  if (response.headersSent) {
    // Half an answer cannot be turned into an error: ending the connection is the only honest signal left.
    response.destroy();
    return;
  }
  const path = url.split('?', 1)[0] ?? '';
  sendAnswer(context, {
    status: error.status,
    headers: Object.entries(error.headers),
    xml: errorDocument(error, path, context.requestId),
  });
}
