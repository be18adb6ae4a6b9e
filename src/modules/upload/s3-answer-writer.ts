import type { GatewayError } from '../../common/errors/gateway-error.js';
import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import { errorDocument } from '../../common/s3/xml/error-document.js';
import { withoutDeclaration } from '../../common/s3/xml/xml-writer.js';
import type { RequestContext, S3Answer, S3Reply } from '../runtime/index.js';
import { waitHoldingAnswer } from './hold-answer.js';

/**
 * Writes the answer of an operation. The one place, beside `sendError`, where a data-plane answer begins.
 * Rejects with the error of a slow operation; `sendError` knows whether the answer has begun by then.
 */
export async function sendAnswer(context: RequestContext, answer: S3Answer): Promise<void> {
  sendReply(context, 'outcome' in answer ? await waitHoldingAnswer(context, answer) : answer);
}

/** Writes an error in the S3 dialect. A client that is gone gets nothing; an answer under way is cut. */
export function sendError(context: RequestContext, error: GatewayError): void {
  const { response, url } = context;
  context.errorCode = error.code;
  if (response.headersSent && !context.answerHeld) {
    // Half an answer cannot be turned into an error: ending the connection is the only honest signal left.
    response.destroy();
    return;
  }
  const path = url.split('?', 1)[0] ?? '';
  sendReply(context, {
    status: error.status,
    headers: Object.entries(error.headers),
    xml: errorDocument(error, path, context.requestId),
  });
}

function sendReply(context: RequestContext, reply: S3Reply): void {
  const { request, response } = context;
  if (response.destroyed) return;
  if (context.answerHeld) {
    // Status and headers are out; S3, too, leaves the headers of a late result unsaid.
    response.end(withoutDeclaration(reply.xml ?? ''));
    return;
  }
  if (response.headersSent) return;
  for (const [name, value] of reply.headers ?? []) response.setHeader(name, value);
  if (reply.xml !== undefined) {
    response.setHeader('content-type', 'application/xml');
    response.setHeader('content-length', Buffer.byteLength(reply.xml));
  } else if (reply.status !== 204 && reply.status !== 304 && !response.hasHeader('content-length')) {
    response.setHeader('content-length', 0);
  }
  discardUnreadBody(request, response);
  response.statusCode = reply.status;
  response.end(context.method === 'HEAD' ? undefined : reply.xml);
}
