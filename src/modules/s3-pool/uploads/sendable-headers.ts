import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { HeaderMap } from '../../storage/index.js';

/** Headers that describe our own connection, framing and signature: never taken from a client. */
const OURS = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-security-token',
  'x-amz-trailer',
]);
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A client's headers as they may stand in a request of ours. Most have been through an HTTP parser, but those of a
 * presigned URL have been percent-decoded and may hold a line end, which would begin a second request.
 * @throws GatewayError InvalidArgument
 */
export function sendableHeaders(headers: HeaderMap): [name: string, value: string][] {
  const sendable: [string, string][] = [];
  for (const [name, value] of headers) {
    if (OURS.has(name)) continue;
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw new GatewayError('InvalidArgument', { message: 'A header holds characters that HTTP does not allow.' });
    }
    sendable.push([name, value]);
  }
  return sendable;
}
