import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { relativePathOf } from './key-path.js';

/** Keys made of what is special, so that collisions have a chance. */
const segment = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '%',
    '%%',
    '%.',
    '%~',
    '.mizuchi',
    '.MIZUCHI',
    '%.mizuchi',
    '~',
    'a',
    'caf\u00e9',
    'cafe\u0301',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom('x'.repeat(200), 'x'.repeat(201), `%${'x'.repeat(200)}`, '\u3042'.repeat(67)),
);
const key = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));

describe('path of a key', () => {
  it('is the key itself where that is safe', () => {
    for (const plain of ['a', 'a/b.txt', 'a b/\u00e9', '...', '.hidden', 'a%20b', '~', 'x'.repeat(200)]) {
      expect(relativePathOf(plain)).toBe(plain);
    }
  });

  it('escapes what is not', () => {
    expect(relativePathOf('/a//b/')).toBe('%/a/%/b/%');
    expect(relativePathOf('.mizuchi/.Mizuchi2/%')).toBe('%.mizuchi/%.Mizuchi2/%%');
    expect(relativePathOf('../.')).toBe('%../%.');
    expect(relativePathOf('x'.repeat(201))).toMatch(/^%~[0-9a-f]{64}$/);
  });

  it('is never that of another key', () => {
    fc.assert(fc.property(key, key, (a, b) => a === b || relativePathOf(a) !== relativePathOf(b)));
  });

  it('stays in the root, out of the private folder, and within the limits of file systems', () => {
    fc.assert(
      fc.property(key, (any) => {
        for (const name of relativePathOf(any).split('/')) {
          expect(['', '.', '..']).not.toContain(name);
          expect(name.toLowerCase().startsWith('.mizuchi')).toBe(false);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        }
      }),
    );
    expect(relativePathOf('/'.repeat(1024)).length).toBeLessThan(2100);
  });
});
