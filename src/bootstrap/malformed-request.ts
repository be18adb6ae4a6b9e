import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../common/errors/gateway-error.js';
import { closeLingering } from '../common/http/lingering-close.js';
import { errorDocument } from '../common/s3/xml/error-document.js';

/** The S3 error for what Node's parser refused. */
export function malformedRequestError(error: Error & { code?: string }): GatewayError {
  if (error.code === 'HPE_HEADER_OVERFLOW') return new GatewayError('RequestHeaderSectionTooLarge', { cause: error });
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return new GatewayError('RequestTimeout', { cause: error });
  return new GatewayError('InvalidRequest', { message: 'The request is not well-formed HTTP.', cause: error });
}

/** Answers on the bare socket, since there is no request and so no response object, and ends the connection. */
export function answerMalformed(socket: Socket, error: GatewayError, requestId: string): void {
  const body = errorDocument(error, '', requestId);
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    ...Object.entries(error.headers).map(([name, value]) => `${name}: ${value}`),
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-amz-request-id: ${requestId}`,
    `x-amz-id-2: ${requestId}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  closeLingering(socket);
}
