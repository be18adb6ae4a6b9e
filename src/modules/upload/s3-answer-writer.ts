import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import { errorDocument } from '../../common/s3/xml/error-document.js';
import { withoutDeclaration } from '../../common/s3/xml/xml-writer.js';
import type { RequestContext, S3Answer, S3Reply } from '../runtime/index.js';
import { waitHoldingAnswer } from './hold-answer.js';
import { sendBody } from './send-body.js';

/**
 * Writes the answer of an operation. The one place, beside `sendError`, where a data-plane answer begins.
 * Rejects with the error of a slow operation; `sendError` knows whether the answer has begun by then.
 */
export async function sendAnswer(context: RequestContext, answer: S3Answer): Promise<void> {
  if ('body' in answer) await sendBody(context, answer);
  else sendReply(context, 'outcome' in answer ? await waitHoldingAnswer(context, answer) : answer);
}

/** Writes an error in the S3 dialect. A client that is gone gets nothing; an answer under way is cut. */
export function sendError(context: RequestContext, error: GatewayError): void {
  const { response, url } = context;
  context.errorCode = error.code;
  if (response.headersSent && !context.answerHeld) {
    // Half an answer cannot be turned into an error: breaking the connection off is the only honest signal left.
    context.answerCut = true;
    breakOff(response);
    return;
  }
  const path = url.split('?', 1)[0] ?? '';
  sendReply(context, {
    status: error.status,
    headers: Object.entries(error.headers),
    xml: errorDocument(error, path, context.requestId),
  });
}

/** With a reset: after an orderly end, a client that does not count bytes could take the half for the whole. */
function breakOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
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
