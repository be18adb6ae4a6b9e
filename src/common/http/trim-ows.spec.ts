import { describe, expect, it } from '@jest/globals';
import { trimOws } from './trim-ows.js';

describe('trimOws', () => {
  it('takes spaces and tabs off both ends and nothing else', () => {
    expect(trimOws(' \t a b \t')).toBe('a b');
    expect(trimOws('\xc3\xa0')).toBe('\xc3\xa0');
    expect(trimOws(' \t ')).toBe('');
    expect(trimOws('x')).toBe('x');
  });
});
