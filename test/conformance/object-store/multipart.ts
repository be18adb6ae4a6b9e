import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { patternedBytes } from '../../support/memory-body.js';
import { md5, PART_SIZE } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

export function describeMultipart(subject: StoreSubject): void {
  describe('multipart uploads', () => {
    it('join their parts by number, whatever the order they came in', async () => {
      const key = `multipart/${subject.run}/three`;
      const contents = [patternedBytes(PART_SIZE, 1), patternedBytes(PART_SIZE, 2), Buffer.from('the last part')];
      const [first, second, third] = contents as [Buffer, Buffer, Buffer];
      const uploadId = await subject.create(key, { 'content-type': 'text/plain', 'x-amz-meta-kind': 'three parts' });
      const part3 = await subject.part(key, uploadId, 30, third);
      const part1 = await subject.part(key, uploadId, 1, first);
      const part2 = await subject.part(key, uploadId, 2, second);
      expect(part1.etag).toBe(`"${md5(first)}"`);
      expect(await subject.partNumbers(key, uploadId)).toEqual([1, 2, 30]);
      await subject.expectMissing(key);

      const { etag } = await subject.complete(key, uploadId, [part1, part2, part3]);
      const composite = createHash('md5');
      for (const content of contents) composite.update(md5(content), 'hex');
      expect(etag).toBe(`"${composite.digest('hex')}-3"`);
      const { headers } = await subject.head(key);
      expect(Object.fromEntries(headers)).toMatchObject({
        etag,
        'content-type': 'text/plain',
        'x-amz-meta-kind': 'three parts',
      });
      await subject.expectContent(key, Buffer.concat(contents));
      await expect(subject.partNumbers(key, uploadId)).rejects.toMatchObject({ code: 'NoSuchUpload', status: 404 });
    });

    it('may consist of one small part', async () => {
      const key = `multipart/${subject.run}/one`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'tiny');
      expect((await subject.complete(key, uploadId, [part])).etag).toMatch(/^"[0-9a-f]{32}-1"$/);
      await subject.expectContent(key, 'tiny');
    });

    it('take entity tags without quotes', async () => {
      const key = `multipart/${subject.run}/unquoted`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'tiny');
      await subject.complete(key, uploadId, [{ ...part, etag: part.etag.replaceAll('"', '') }]);
      await subject.expectContent(key, 'tiny');
    });

    it('replace a part that is uploaded again, and leave out parts that are not listed', async () => {
      const key = `multipart/${subject.run}/again`;
      const uploadId = await subject.create(key);
      await subject.part(key, uploadId, 1, 'first try');
      const part = await subject.part(key, uploadId, 1, 'second try');
      await subject.part(key, uploadId, 2, 'not listed');
      await subject.complete(key, uploadId, [part]);
      await subject.expectContent(key, 'second try');
    });

    it('replace an object that exists', async () => {
      const key = `multipart/${subject.run}/replaced`;
      await subject.put(key, 'before', { 'x-amz-meta-old': '1' });
      const uploadId = await subject.create(key);
      await subject.complete(key, uploadId, [await subject.part(key, uploadId, 1, 'after')]);
      expect((await subject.head(key)).headers.has('x-amz-meta-old')).toBe(false);
      await subject.expectContent(key, 'after');
    });

    it('list their parts in pages', async () => {
      const key = `multipart/${subject.run}/pages`;
      const uploadId = await subject.create(key);
      for (const number of [1, 2, 3, 7, 10_000]) await subject.part(key, uploadId, number, `part ${number}`);
      const seen: [number, number][] = [];
      for (let marker = 0, more = true; more;) {
        const page = await subject.store.listParts({
          address: subject.address(key),
          uploadId,
          partNumberMarker: marker,
          maxParts: 2,
          headers: new Map(),
        });
        expect(page.parts.length).toBeLessThanOrEqual(2);
        expect(page.parts.map(({ etag }) => etag)).toEqual(
          page.parts.map(({ partNumber }) => `"${md5(`part ${partNumber}`)}"`),
        );
        expect(page.storageClass).toBe('STANDARD');
        seen.push(...page.parts.map(({ partNumber, size }): [number, number] => [partNumber, size]));
        marker = page.nextPartNumberMarker;
        more = page.isTruncated;
      }
      expect(seen).toEqual([
        [1, 6],
        [2, 6],
        [3, 6],
        [7, 6],
        [10_000, 10],
      ]);
      await subject.abort(key, uploadId);
    });

    it('leave nothing when they are aborted', async () => {
      const key = `multipart/${subject.run}/aborted`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'content');
      await subject.abort(key, uploadId);
      const gone = { code: 'NoSuchUpload', status: 404 };
      await expect(subject.partNumbers(key, uploadId)).rejects.toMatchObject(gone);
      await expect(subject.part(key, uploadId, 2, 'late')).rejects.toMatchObject(gone);
      await expect(subject.complete(key, uploadId, [part])).rejects.toMatchObject(gone);
      await subject.expectMissing(key);
    });
  });
}
