import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEscapes, encodeUri, encodeUriPath } from './uri-encoding.js';

describe('encodeUri', () => {
  it('uses the alphabet of S3', () => {
    expect(encodeUri("AZaz09-._~ +/!'()*@%é")).toBe('AZaz09-._~%20%2B%2F%21%27%28%29%2A%40%25%C3%A9');
  });

  it('leaves the slashes of a path', () => {
    expect(encodeUriPath('/a//b c/')).toBe('/a//b%20c/');
  });

  it('is undone by percent-decoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(text.isWellFormed());
        expect(decodeURIComponent(encodeUri(text))).toBe(text);
      }),
    );
  });
});

describe('canonicalEscapes', () => {
  it('gives every spelling of one text the same form', () => {
    const spelling = fc.constantFrom(
      (text: string) => encodeUri(text),
      (text: string) => encodeUri(text).replace(/%../g, (escape) => escape.toLowerCase()),
      (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), spelling, (text, spell) => {
        fc.pre(text.isWellFormed());
        expect(canonicalEscapes(spell(text))).toBe(encodeUri(text));
      }),
    );
  });

  it('takes bytes that are no UTF-8 and a stray percent sign as they are', () => {
    expect(canonicalEscapes('%ff\xe9%zz%')).toBe('%FF%E9%25zz%25');
  });
});
