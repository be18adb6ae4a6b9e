import { GatewayError } from '../../common/errors/gateway-error.js';

/** Tells a token of ours from what a client made up, and leaves room for another form. */
const VERSION = '1';

/** The continuation token of a page that ended with this key or common prefix. It is opaque, not secret. */
export function encodeListToken(last: string): string {
  return Buffer.from(VERSION + last).toString('base64url');
}

/** @throws GatewayError InvalidArgument */
export function decodeListToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  // Buffer.from ignores what is not base64url; broken UTF-8 comes back as something else, too.
  if (text.startsWith(VERSION) && encodeListToken(text.slice(VERSION.length)) === token) {
    return text.slice(VERSION.length);
  }
  throw new GatewayError('InvalidArgument', {
    message: 'The continuation token provided is incorrect',
    details: { ArgumentName: 'continuation-token', ArgumentValue: token },
  });
}
