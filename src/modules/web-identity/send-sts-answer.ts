import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import type { RequestContext } from '../runtime/index.js';

/** Writes an answer of STS. It may hold a secret, which nothing in between may keep. */
export function sendStsAnswer({ request, response }: RequestContext, status: number, document: string): void {
  if (response.destroyed || response.headersSent) return;
  response.setHeader('content-type', 'text/xml');
  response.setHeader('content-length', Buffer.byteLength(document));
  response.setHeader('cache-control', 'no-store');
  discardUnreadBody(request, response);
  response.statusCode = status;
  response.end(document);
}
