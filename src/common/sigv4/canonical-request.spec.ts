import { describe, expect, it } from '@jest/globals';
import { canonicalRequest } from './canonical-request.js';
import type { CanonicalParts } from './canonical-request.js';

const parts: CanonicalParts = {
  method: 'PUT',
  path: '/b/k',
  query: [],
  headers: [['Host', 'h']],
  signedHeaders: ['host'],
  payloadHash: 'UNSIGNED-PAYLOAD',
};

describe('canonicalRequest', () => {
  it('keeps the path as it was on the wire', () => {
    const canonical = canonicalRequest({ ...parts, path: '/b//a/../k%2fx%20+(1)' });
    expect(canonical.split('\n')[1]).toBe('/b//a/../k%2fx%20+(1)');
  });

  it('sorts parameters by encoded name, then encoded value, and keeps repeated ones', () => {
    const query = [
      ['uploads', ''],
      ['b', '2'],
      ['b', '10'],
      ['%61', '1'],
      ['B', '0'],
    ] as const;
    expect(canonicalRequest({ ...parts, query }).split('\n')[2]).toBe('B=0&a=1&b=10&b=2&uploads=');
  });

  it('encodes parameters anew, with a plus for what it is', () => {
    const query = [['prefix', 'a/b+c%2f%7e%20*']] as const;
    expect(canonicalRequest({ ...parts, query }).split('\n')[2]).toBe('prefix=a%2Fb%2Bc%2F~%20%2A');
  });

  it('joins fields of one name in the order of the wire, trimmed and with single spaces', () => {
    const headers = [
      ['X-Amz-Meta-A', '  one   two '],
      ['host', 'h'],
      ['x-amz-meta-a', '\tthree'],
    ] as const;
    const canonical = canonicalRequest({ ...parts, headers, signedHeaders: ['host', 'x-amz-meta-a'] });
    expect(canonical.split('\n').slice(3)).toEqual([
      'host:h',
      'x-amz-meta-a:one two,three',
      '',
      'host;x-amz-meta-a',
      'UNSIGNED-PAYLOAD',
    ]);
  });
});
