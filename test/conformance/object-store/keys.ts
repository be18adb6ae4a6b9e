import { describe, expect, it } from '@jest/globals';
import type { StoreSubject } from './store-subject.js';

/** Keys that have been mangled, merged or refused somewhere, by what is special about them. */
export function oddKeys(run: string): Readonly<Record<string, string>> {
  const base = `odd-${run}`;
  return {
    space: `${base}/a b  c`,
    'percent sign': `${base}/100%25 %zz %`,
    'percent first': `${base}/%2e%2e/%`,
    'question mark and hash': `${base}/what?#now`,
    'plus, equals, ampersand': `${base}/a+b=c&d;e`,
    quotes: `${base}/'single' "double" \`back\``,
    backslash: `${base}/back\\slash`,
    'xml characters': `${base}/<key>&amp;</key>`,
    'composed é': `${base}/caf\u00e9`,
    'decomposed é': `${base}/cafe\u0301`,
    emoji: `${base}/\u{1f41f}\u{1f468}\u200d\u{1f469}`,
    'right to left': `${base}/\u05e9\u05dc\u05d5\u05dd`,
    'control characters': `${base}/tab\tdel\u007f`,
    'leading slash': `/${base}-leading`,
    'double slash': `${base}//double`,
    'trailing slash': `${base}/folder/`,
    'leading dots': `${base}/.hidden/...`,
    'private folder': `.mizuchi/${base}`,
    'long segment': `${base}/${'s'.repeat(255)}`,
    'longer segment': `${base}/${'s'.repeat(256)}`,
    '1024 bytes': `${base}-`.padEnd(1024, 'k'),
    '1024 bytes of unicode': `${base}-`.padEnd(13, '_').padEnd(13 + 337, '\u3042'),
    '1024 bytes of folders': `${base}-deep`.padEnd(1024, '/d'),
  };
}

export function describeKeys(subject: StoreSubject): void {
  describe('keys', () => {
    const supported = Object.entries(oddKeys(subject.run)).filter(
      ([name]) => !subject.capabilities.unsupportedKeys.includes(name),
    );

    it.each(supported)('stores an object under a key with %s', async (name, key) => {
      await subject.put(key, `content of ${name}`, { 'x-amz-meta-name': name.replace('é', 'e') });
      expect((await subject.head(key)).headers.get('x-amz-meta-name')).toBe(name.replace('é', 'e'));
      await subject.expectContent(key, `content of ${name}`);
    });

    it('keeps all of them apart', async () => {
      for (const [name, key] of supported) await subject.expectContent(key, `content of ${name}`);
    });
  });
}
