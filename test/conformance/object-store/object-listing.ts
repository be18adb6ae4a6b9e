import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ListingStart, ListObjectsRequest } from '../../../src/modules/storage/index.js';
import { md5 } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

/** In the order of their UTF-8 bytes. Folders sort by their slash, and the last two by bytes, not by UTF-16. */
const NAMES = [
  '%escaped',
  'a-b',
  'a/1',
  'a/2/deep',
  'a/3',
  'a0',
  'b c+d&e',
  'long/' + 'x'.repeat(100),
  'z/.mizuchi-like',
  'z/é',
  'z/\uffee',
  'z/😀',
];

const BEGINNING: ListingStart = { kind: 'start-after', key: '' };

export function describeObjectListing(subject: StoreSubject): void {
  const root = (): string => `listing/${subject.run}/`;
  const list = (request: Partial<ListObjectsRequest> = {}) =>
    subject.store.listObjects({
      bucket: subject.bucket,
      prefix: root(),
      delimiter: '',
      start: BEGINNING,
      maxKeys: 1000,
      ...request,
    });
  const short = (keys: readonly string[]): string[] => keys.map((key) => key.slice(root().length));

  /** Every page of a listing, keys and common prefixes together. */
  async function pages(request: Partial<ListObjectsRequest>, start: ListingStart): Promise<string[][]> {
    const found: string[][] = [];
    let from = start;
    for (;;) {
      const page = await list({ ...request, start: from });
      found.push(short([...page.objects.map(({ key }) => key), ...page.commonPrefixes]).sort());
      if (!page.isTruncated) return found;
      expect(page.next).not.toBe('');
      from = start.kind === 'marker' ? { kind: 'marker', key: page.next } : { kind: 'token', token: page.next };
    }
  }

  describe('listings', () => {
    beforeAll(async () => {
      for (const name of NAMES) await subject.put(root() + name, name);
    });

    it('give all objects in the order of bytes', async () => {
      const page = await list();
      expect(short(page.objects.map(({ key }) => key))).toEqual(NAMES);
      expect(page).toMatchObject({ isTruncated: false, commonPrefixes: [], next: '' });
      const object = page.objects.find(({ key }) => key.endsWith('a-b'));
      expect(object).toMatchObject({ size: 3, etag: `"${md5('a-b')}"`, storageClass: 'STANDARD' });
      expect(Math.abs(Date.now() - (object?.lastModified.getTime() ?? 0))).toBeLessThan(3600_000);
    });

    it('group keys by a delimiter', async () => {
      const page = await list({ delimiter: '/' });
      expect(short(page.objects.map(({ key }) => key))).toEqual(['%escaped', 'a-b', 'a0', 'b c+d&e']);
      expect(short(page.commonPrefixes)).toEqual(['a/', 'long/', 'z/']);
    });

    it.each(['a', 'a/', 'a/2', 'z/', 'nothing'])('keep to the prefix %s', async (prefix) => {
      const page = await list({ prefix: root() + prefix });
      const expected = NAMES.filter((name) => name.startsWith(prefix));
      expect(short(page.objects.map(({ key }) => key))).toEqual(expected);
    });

    it('begin behind a key', async () => {
      const page = await list({ start: { kind: 'start-after', key: `${root()}a/2/deep` } });
      expect(short(page.objects.map(({ key }) => key))).toEqual(NAMES.slice(4));
    });

    it.each(['marker', 'start-after'] as const)('give every key once in pages, from a %s', async (kind) => {
      for (const maxKeys of [1, 2, 5]) {
        const found = await pages({ maxKeys }, { kind, key: '' });
        expect(found.flat()).toHaveLength(NAMES.length);
        expect(new Set(found.flat())).toEqual(new Set(NAMES));
        expect(found.every((page) => page.length <= maxKeys)).toBe(true);
      }
    });

    it.each(['marker', 'start-after'] as const)('give every common prefix once in pages, from a %s', async (kind) => {
      const found = await pages({ maxKeys: 1, delimiter: '/' }, { kind, key: '' });
      expect(found).toEqual([['%escaped'], ['a-b'], ['a/'], ['a0'], ['b c+d&e'], ['long/'], ['z/']]);
    });

    it('know a missing bucket', async () => {
      if (!subject.capabilities.missingBucket) return;
      const listed = subject.store.listObjects({
        ...{ bucket: `missing-${subject.run}`, prefix: '', delimiter: '', start: BEGINNING, maxKeys: 1 },
      });
      await expect(listed).rejects.toMatchObject({ code: 'NoSuchBucket', status: 404 });
    });
  });
}
