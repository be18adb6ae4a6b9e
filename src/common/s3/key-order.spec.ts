import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys } from './key-order.js';

describe('compareKeys', () => {
  it('orders as the bytes of UTF-8 do', () => {
    const key = fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', '/', '\ue000', '\uffff', '😀'),
        fc
          .nat(0x10ffff)
          .filter((code) => code < 0xd800 || code > 0xdfff)
          .map((code) => String.fromCodePoint(code)),
      ),
    });
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it.each([
    ['\uffff', '😀'],
    ['a', 'a/'],
    ['a-', 'a/'],
    ['', 'a'],
  ])('puts %j before %j', (a, b) => {
    expect(compareKeys(a, b)).toBeLessThan(0);
    expect(compareKeys(b, a)).toBeGreaterThan(0);
    expect(compareKeys(a, a)).toBe(0);
  });
});
