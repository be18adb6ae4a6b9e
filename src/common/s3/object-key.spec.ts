import { describe, expect, it } from '@jest/globals';
import { decodeObjectKey } from './object-key.js';

describe('decodeObjectKey', () => {
  it.each([
    ['a%20b', 'a b'],
    ['a+b', 'a+b'],
    ['%252F', '%2F'],
    ['a%2Fb', 'a/b'],
    ['/leading', '/leading'],
    ['a//b/', 'a//b/'],
    ['k%3Fx%23y', 'k?x#y'],
    ['caf%C3%A9', 'café'],
    ['cafe%CC%81', 'cafe\u0301'],
    ['%F0%9F%98%80', '😀'],
    ['a..b/...', 'a..b/...'],
    ['x'.repeat(1024), 'x'.repeat(1024)],
  ])('%s', (raw, key) => {
    expect(decodeObjectKey(raw)).toBe(key);
  });

  it.each(['..', 'a/../b', 'a/%2e%2E/b', '.', 'a/.', './a', 'a%2F..%2Fb', 'a%00b', '%', '%zz', '%E2%98', '%C0%AE'])(
    'refuses %s',
    (raw) => {
      expect(() => decodeObjectKey(raw)).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
    },
  );

  it('counts bytes, not characters', () => {
    expect(decodeObjectKey(encodeURIComponent('é'.repeat(512)))).toHaveLength(512);
    expect(() => decodeObjectKey(`${encodeURIComponent('é'.repeat(512))}x`)).toThrow(
      expect.objectContaining({ code: 'KeyTooLongError', details: { Size: 1025, MaxSizeAllowed: 1024 } }),
    );
  });
});
