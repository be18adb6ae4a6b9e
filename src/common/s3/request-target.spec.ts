import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRequestTarget, queryValue } from './request-target.js';

describe('parseRequestTarget', () => {
  it.each([
    ['/b/k', '/b/k'],
    ['//b//k/', '//b//k/'],
    ['/b/../c', '/b/../c'],
    ['/b/a%2Fb%20c+d', '/b/a%2Fb%20c+d'],
    ['http://host:1/b/k', '/b/k'],
    ['http://host', '/'],
    ['http://host?x=1', '/'],
  ])('%s keeps its path as sent', (target, rawPath) => {
    expect(parseRequestTarget(target).rawPath).toBe(rawPath);
  });

  it('splits a query without losing empty values, repeats or plus signs', () => {
    const { query } = parseRequestTarget('/b?uploads&prefix=a+b%2Bc&x=1&x=2&=v&&e==');
    expect(query.map(({ name, value }) => [name, value])).toEqual([
      ['uploads', ''],
      ['prefix', 'a+b+c'],
      ['x', '1'],
      ['x', '2'],
      ['', 'v'],
      ['e', '='],
    ]);
    expect(queryValue(query, 'prefix')).toBe('a+b+c');
    expect(queryValue(query, 'absent')).toBeUndefined();
  });

  it.each(['*', 'b/k', 'ftp://h/b', '/b/k#x', '/b?x=%zz', '/b?%E2%98=1', ''])('refuses %s', (target) => {
    expect(() => parseRequestTarget(target)).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
  });

  it('gives back every query it is given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
        (pairs) => {
          const text = pairs
            .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
            .join('&');
          const { query } = parseRequestTarget(`/b?${text}`);
          expect(query.map(({ name, value }) => [name, value])).toEqual(pairs);
        },
      ),
    );
  });
});
