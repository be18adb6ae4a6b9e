import { describe, expect, it } from '@jest/globals';
import type { ObjectTag } from '../../../src/modules/storage/index.js';
import { md5 } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

const FAILED = { code: 'PreconditionFailed', status: 412 };
const NO_SUCH_KEY = { code: 'NoSuchKey', status: 404 };

export function describeChanges(subject: StoreSubject): void {
  const remove = (key: string, headers: Readonly<Record<string, string>> = {}) =>
    subject.store.deleteObject({ address: subject.address(key), headers: new Map(Object.entries(headers)) });
  const tag = (key: string, tags: readonly ObjectTag[]) =>
    subject.store.putObjectTagging({ address: subject.address(key), headers: new Map(), tags });

  describe('deletes', () => {
    it('take an object away with everything that belonged to it', async () => {
      const key = `deletes/${subject.run}/gone`;
      await subject.put(key, 'content', { 'x-amz-meta-old': '1' });
      await remove(key);
      await subject.expectMissing(key);
      await subject.put(key, 'content');
      expect((await subject.head(key)).headers.has('x-amz-meta-old')).toBe(false);
    });

    it('succeed where there is nothing', async () => {
      const key = `deletes/${subject.run}/never`;
      await subject.put(`${key}/was/here`, 'content');
      await remove(`${key}/was/not`);
      await remove(`${key}/was`);
      await subject.expectContent(`${key}/was/here`, 'content');
    });

    it('leave no name behind that would stand in the way of another object', async () => {
      const key = `deletes/${subject.run}/folder`;
      await subject.put(`${key}/a/b/c`, 'content');
      await remove(`${key}/a/b/c`);
      await subject.put(`${key}/a`, 'an object now');
      await subject.expectContent(`${key}/a`, 'an object now');
    });

    it('obey If-Match', async () => {
      const key = `deletes/${subject.run}/conditional`;
      const { etag } = await subject.put(key, 'first');
      await expect(remove(key, { 'if-match': '"00000000000000000000000000000000"' })).rejects.toMatchObject(FAILED);
      await subject.expectContent(key, 'first');
      await remove(key, { 'if-match': etag });
      await subject.expectMissing(key);
    });
  });

  describe('tags', () => {
    const tags = [
      { key: 'project', value: 'north = south + x' },
      { key: '名前', value: '' },
    ];

    it('are replaced and taken away without a change of the object', async () => {
      const key = `tags/${subject.run}/object`;
      await subject.put(key, 'content', {
        'content-type': 'text/plain',
        'x-amz-meta-a': 'b',
        'x-amz-tagging': 'old=1',
      });
      await tag(key, tags);
      const { headers } = await subject.head(key);
      expect(Object.fromEntries(headers)).toMatchObject({
        etag: `"${md5('content')}"`,
        'content-type': 'text/plain',
        'x-amz-meta-a': 'b',
      });
      expect(headers.get('x-amz-tagging-count')).toBe('2');
      await subject.expectContent(key, 'content');
      await tag(key, []);
      expect((await subject.head(key)).headers.has('x-amz-tagging-count')).toBe(false);
    });

    it('need an object', async () => {
      const key = `tags/${subject.run}/nothing`;
      await expect(tag(key, tags)).rejects.toMatchObject(NO_SUCH_KEY);
      await subject.expectMissing(key);
    });
  });
}
