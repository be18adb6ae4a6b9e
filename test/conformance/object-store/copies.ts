import { describe, expect, it } from '@jest/globals';
import { patternedBytes } from '../../support/memory-body.js';
import { md5, PART_SIZE } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

type Headers = Readonly<Record<string, string>>;

const FAILED = { code: 'PreconditionFailed', status: 412 };
const OTHER = '"00000000000000000000000000000000"';

export function describeCopies(subject: StoreSubject): void {
  const at = (name: string): string => `copies/${subject.run}/${name}`;
  const copy = (from: string, to: string, headers: Headers = {}) =>
    subject.store.copyObject({
      address: subject.address(to),
      source: { address: subject.address(from) },
      headers: new Map(Object.entries(headers)),
    });

  describe('copies', () => {
    it('have the bytes and the metadata of their source', async () => {
      const [from, to] = [at('source ä+%&'), at('copy ä+%&')];
      await subject.put(from, 'content', { 'content-type': 'text/plain', 'x-amz-meta-a': 'b' });
      const copied = await copy(from, to);
      expect(copied.etag).toBe(`"${md5('content')}"`);
      expect(Math.abs(Date.now() - copied.lastModified.getTime())).toBeLessThan(3600_000);
      const { headers } = await subject.head(to);
      expect(Object.fromEntries(headers)).toMatchObject({ 'content-type': 'text/plain', 'x-amz-meta-a': 'b' });
      await subject.expectContent(to, 'content');
      await subject.expectContent(from, 'content');
    });

    it.each([0, 6_000_000])('have %d bytes', async (size) => {
      const [from, to] = [at(`size-${size}`), at(`size-${size}-copy`)];
      const content = patternedBytes(size);
      await subject.put(from, content);
      await copy(from, to);
      await subject.expectContent(to, content);
    });

    it('have other metadata where the request says so', async () => {
      const [from, to] = [at('replaced'), at('replaced-copy')];
      await subject.put(from, 'content', { 'content-type': 'text/plain', 'x-amz-meta-a': 'b' });
      await copy(from, to, {
        'x-amz-metadata-directive': 'REPLACE',
        'content-type': 'text/html',
        'x-amz-meta-c': 'd',
      });
      const { headers } = await subject.head(to);
      expect(Object.fromEntries(headers)).toMatchObject({ 'content-type': 'text/html', 'x-amz-meta-c': 'd' });
      expect(headers.has('x-amz-meta-a')).toBe(false);
    });

    it('replace what was there', async () => {
      const [from, to] = [at('new'), at('old')];
      await subject.put(to, 'the old content', { 'x-amz-meta-old': '1' });
      await subject.put(from, 'new');
      await copy(from, to);
      await subject.expectContent(to, 'new');
      expect((await subject.head(to)).headers.has('x-amz-meta-old')).toBe(false);
    });

    it('onto the object itself have to change something', async () => {
      const key = at('itself');
      await subject.put(key, 'content', { 'x-amz-meta-a': 'b' });
      await expect(copy(key, key)).rejects.toMatchObject({ code: 'InvalidRequest', status: 400 });
      await copy(key, key, { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-c': 'd' });
      await subject.expectContent(key, 'content');
      expect((await subject.head(key)).headers.get('x-amz-meta-c')).toBe('d');
    });

    it('need a source', async () => {
      await expect(copy(at('missing'), at('missing-copy'))).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
      await subject.expectMissing(at('missing-copy'));
    });

    it('obey conditions on the source', async () => {
      const [from, to] = [at('conditional'), at('conditional-copy')];
      const { etag } = await subject.put(from, 'content');
      const past = new Date(Date.now() - 86_400_000).toUTCString();
      await expect(copy(from, to, { 'x-amz-copy-source-if-match': OTHER })).rejects.toMatchObject(FAILED);
      await expect(copy(from, to, { 'x-amz-copy-source-if-none-match': etag })).rejects.toMatchObject(FAILED);
      await expect(copy(from, to, { 'x-amz-copy-source-if-unmodified-since': past })).rejects.toMatchObject(FAILED);
      await subject.expectMissing(to);
      await copy(from, to, { 'x-amz-copy-source-if-match': etag, 'x-amz-copy-source-if-unmodified-since': past });
      await subject.expectContent(to, 'content');
    });
  });

  describe('copied parts', () => {
    const copyPart = (from: string, to: string, uploadId: string, partNumber: number, headers: Headers = {}) =>
      subject.store.uploadPartCopy({
        ...{ address: subject.address(to), source: { address: subject.address(from) }, uploadId, partNumber },
        headers: new Map(Object.entries(headers)),
      });

    it('make an object with those that were sent', async () => {
      const [from, to] = [at('parts'), at('parts-copy')];
      const content = patternedBytes(PART_SIZE + 100);
      await subject.put(from, content);
      const uploadId = await subject.create(to);
      const range = { 'x-amz-copy-source-range': `bytes=10-${PART_SIZE + 9}` };
      const first = await copyPart(from, to, uploadId, 1, range);
      expect(first.etag).toBe(`"${md5(content.subarray(10, PART_SIZE + 10))}"`);
      const second = await subject.part(to, uploadId, 2, 'the end');
      await subject.complete(to, uploadId, [{ partNumber: 1, etag: first.etag, checksums: {} }, second]);
      await subject.expectContent(to, Buffer.concat([content.subarray(10, PART_SIZE + 10), Buffer.from('the end')]));
    });

    it('are all of the source without a range', async () => {
      const [from, to] = [at('whole'), at('whole-copy')];
      await subject.put(from, 'content');
      const uploadId = await subject.create(to);
      const { etag } = await copyPart(from, to, uploadId, 1);
      await subject.complete(to, uploadId, [{ partNumber: 1, etag, checksums: {} }]);
      await subject.expectContent(to, 'content');
    });

    it.each(['bytes=0-7', 'bytes=2-1', '0-1'])('do not have the range %s', async (range) => {
      const [from, to] = [at('range'), at('range-copy')];
      await subject.put(from, 'content');
      const uploadId = await subject.create(to);
      const copied = copyPart(from, to, uploadId, 1, { 'x-amz-copy-source-range': range });
      await expect(copied).rejects.toMatchObject({ status: 400 });
      await subject.abort(to, uploadId);
    });

    it('need a source and an upload', async () => {
      const to = at('none-copy');
      const uploadId = await subject.create(to);
      await expect(copyPart(at('none'), to, uploadId, 1)).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
      await subject.abort(to, uploadId);
      await subject.put(at('some'), 'content');
      await expect(copyPart(at('some'), to, uploadId, 1)).rejects.toMatchObject({ code: 'NoSuchUpload', status: 404 });
    });
  });
}
