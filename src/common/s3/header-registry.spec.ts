import { describe, expect, it } from '@jest/globals';
import { forwardedHeaders, HEADER_RULES } from './header-registry.js';

const put = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(forwardedHeaders(new Map(Object.entries(headers)), HEADER_RULES.putObject));

describe('forwardedHeaders', () => {
  it('forwards what S3 keeps with an object and drops what is about the request', () => {
    expect(
      put({
        host: 'h',
        authorization: 'AWS4-HMAC-SHA256 x',
        'content-length': '3',
        'content-type': 'text/plain',
        'cache-control': 'no-cache',
        'x-amz-meta-a': 'b',
        'x-amz-tagging': 't=1',
        'x-amz-server-side-encryption': 'AES256',
        'x-amz-date': '20260101T000000Z',
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-user-agent': 'x',
        'amz-sdk-request': 'attempt=1',
        cookie: 'c=1',
        'if-none-match': '*',
      }),
    ).toEqual({
      'content-type': 'text/plain',
      'cache-control': 'no-cache',
      'x-amz-meta-a': 'b',
      'x-amz-tagging': 't=1',
      'x-amz-server-side-encryption': 'AES256',
      'if-none-match': '*',
    });
  });

  it.each([
    ['aws-chunked', {}],
    ['aws-chunked,gzip', { 'content-encoding': 'gzip' }],
    ['gzip, AWS-Chunked', { 'content-encoding': 'gzip' }],
    ['gzip', { 'content-encoding': 'gzip' }],
  ])('Content-Encoding: %s', (value, expected) => {
    expect(put({ 'content-encoding': value })).toEqual(expected);
  });

  it('refuses an x-amz header that S3 has not, by name', () => {
    expect(() => put({ 'x-amz-unheard-of': '1' })).toThrow(
      expect.objectContaining({ code: 'NotImplemented', details: { Header: 'x-amz-unheard-of' } }),
    );
    expect(() => forwardedHeaders(new Map([['x-amz-meta-a', 'b']]), HEADER_RULES.uploadPart)).toThrow(
      expect.objectContaining({ code: 'NotImplemented' }),
    );
  });

  it('limits user metadata to 2 KiB of names and values', () => {
    expect(put({ 'x-amz-meta-a': 'v'.repeat(2047) })).toHaveProperty('x-amz-meta-a');
    expect(() => put({ 'x-amz-meta-a': 'v'.repeat(2048) })).toThrow(
      expect.objectContaining({ code: 'MetadataTooLarge' }),
    );
  });
});
