import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request, verdictOn } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const CASES: [query: string, verdict: string][] = [
  ['tagging', '405 MethodNotAllowed'],
  ['tagging=', '405 MethodNotAllowed'],
  ['%74agging', '405 MethodNotAllowed'],
  ['acl', '405 MethodNotAllowed'],
  ['acl&versionId=1', '405 MethodNotAllowed'],
  ['x-id=PutObject&acl', '405 MethodNotAllowed'],
  ['retention', '405 MethodNotAllowed'],
  ['legal-hold', '405 MethodNotAllowed'],
  ['renameObject', '405 MethodNotAllowed'],
  ['encryption', '405 MethodNotAllowed'],
  ['partNumber=1', '400 InvalidArgument'],
  ['uploadId=x', '400 InvalidArgument'],
  ['versionId=1', '400 InvalidArgument'],
  ['acl&tagging', '400 InvalidArgument'],
  ['acl&acl', '400 InvalidArgument'],
  ['partNumber=1&uploadId=x', '404 NoSuchUpload'],
  ['partNumber=1&partNumber=2&uploadId=x', '400 InvalidArgument'],
  ['partNumber=1&uploadId=x&acl', '400 InvalidArgument'],
  ['uploads', '501 NotImplemented'],
  ['torrent', '501 NotImplemented'],
  ['nonsense', '501 NotImplemented'],
  ['nonsense=1', '501 NotImplemented'],
  ['=1', '501 NotImplemented'],
  ['ACL', '501 NotImplemented'],
  ['acl;x', '501 NotImplemented'],
  ['x-amz-acl=public-read', '501 NotImplemented'],
  ['x-amz-meta-a=b', '501 NotImplemented'],
  ['AWSAccessKeyId=a&Signature=b&Expires=1', '501 NotImplemented'],
  ['X-Amz-Unheard-Of=1', '501 NotImplemented'],
  ['x-id=1&nonsense', '501 NotImplemented'],
  ['%zz', '400 InvalidURI'],
  ['a=%E2%98', '400 InvalidURI'],
];

const TOLERATED = [
  '',
  '&',
  'x-id=PutObject',
  'X-Amz-Signature=0123',
  'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=c',
];

describe('query parameters of a PUT', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start();
  });
  afterAll(() => target.stop());

  it.each(CASES)('?%s is never taken for a plain upload', async (query, expected) => {
    expect(await verdictOn(target.port, request('PUT', `/uploads/k?${query}`, 'hello'))).toBe(expected);
    await target.expectUntouched();
  });

  it.each(TOLERATED)('?%s says nothing about the operation', async (query) => {
    expect(await verdictOn(target.port, request('PUT', `/uploads/k?${query}`, `for ${query}`))).toBe('200');
    expect(await target.objects()).toEqual({ k: `for ${query}` });
    expect(await openSockets()).toBe(0);
  });
});
