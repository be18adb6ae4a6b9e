import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request, verdictOn } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

/** Parameters that mean something only where a signature is verified. */
const CASES: [query: string, verdict: string][] = [
  ['x-amz-acl=public-read', '501 NotImplemented'],
  ['x-amz-meta-a=b', '501 NotImplemented'],
  ['AWSAccessKeyId=a&Signature=b&Expires=1', '501 NotImplemented'],
  ['X-Amz-Unheard-Of=1', '501 NotImplemented'],
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
