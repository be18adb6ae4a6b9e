import type { IncomingMessage, ServerResponse } from 'node:http';
import { lingerAtClose } from './lingering-close.js';

/**
 * Lets go of whatever of a request's body nobody wanted. To be called right before its answer is written.
 *
 * A body that is still on its way makes the connection end with this answer, in a way that lets the client read it.
 * What has arrived already is discarded: a message that somebody began to read and left would otherwise stop the
 * whole connection, since Node discards only those that nobody has touched.
 */
export function discardUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  if (hasUnreadBody(request)) response.setHeader('connection', 'close');
  if (closesConnection(response)) lingerAtClose(request.socket);
  if (!request.readableEnded) request.resume();
}

/** Whether an answer announces that it is the last one on its connection. */
export function closesConnection(response: ServerResponse): boolean {
  return response.getHeader('connection') === 'close';
}

function hasUnreadBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  return !request.complete && (coding !== undefined || (length !== undefined && length !== '0'));
}
