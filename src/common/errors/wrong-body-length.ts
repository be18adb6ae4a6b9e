import { GatewayError } from './gateway-error.js';

/** IncompleteBody for a body that has not the length it declared; S3 says so whatever header declared it. Bytes. */
export function wrongBodyLength(expected: number, provided: number): GatewayError {
  return new GatewayError('IncompleteBody', {
    message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
    details: { NumberBytesExpected: expected, NumberBytesProvided: provided },
  });
}
