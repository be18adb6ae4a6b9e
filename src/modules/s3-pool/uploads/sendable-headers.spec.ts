import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { sendableHeaders } from './sendable-headers.js';

describe('sendableHeaders', () => {
  it('leaves out what describes our own request', () => {
    const headers = new Map([
      ['host', 'h'],
      ['content-length', '1'],
      ['transfer-encoding', 'chunked'],
      ['authorization', 'a'],
      ['x-amz-security-token', 't'],
      ['x-amz-meta-a', 'b'],
    ]);
    expect(sendableHeaders(headers)).toEqual([['x-amz-meta-a', 'b']]);
  });

  it('keeps bytes outside ASCII', () => {
    expect(sendableHeaders(new Map([['x-amz-meta-a', '\xc3\xa9\t']]))).toEqual([['x-amz-meta-a', '\xc3\xa9\t']]);
  });

  it.each([
    ['x-amz-meta-a', 'b\r\nx: y'],
    ['x-amz-meta-a', 'b\n'],
    ['x-amz-meta-a', '\0'],
    ['x-amz-meta-a', '\u0100'],
    ['x-amz-meta-a: b\r\nx', 'y'],
    ['x-amz-meta- ', 'y'],
    ['', 'y'],
  ])('refuses %j: %j', (name, value) => {
    expect(() => sendableHeaders(new Map([[name, value]]))).toThrow(GatewayError);
  });
});
