import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../src/common/errors/gateway-error.js';
import { patternedBytes } from '../../support/memory-body.js';
import { md5 } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

export function describeObjects(subject: StoreSubject): void {
  describe('objects', () => {
    it('keeps bytes, system headers and user metadata', async () => {
      const key = `objects/${subject.run}/round-trip.txt`;
      const { etag } = await subject.put(key, 'hello', {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'max-age=60',
        'content-disposition': 'attachment; filename="a.txt"',
        'content-encoding': 'gzip',
        'content-language': 'ja',
        'x-amz-meta-purpose': 'test',
        'x-amz-meta-empty': '',
      });
      expect(etag).toBe(`"${md5('hello')}"`);

      const head = await subject.head(key);
      expect(head.status).toBe(200);
      expect(Object.fromEntries(head.headers)).toMatchObject({
        'content-length': '5',
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'max-age=60',
        'content-disposition': 'attachment; filename="a.txt"',
        'content-encoding': 'gzip',
        'content-language': 'ja',
        'x-amz-meta-purpose': 'test',
        etag,
      });
      const modified = Date.parse(head.headers.get('last-modified') ?? '');
      expect(Math.abs(Date.now() - modified)).toBeLessThan(3600_000);
      await subject.expectContent(key, 'hello');
    });

    it('calls content without a type binary', async () => {
      const key = `objects/${subject.run}/no-type`;
      await subject.put(key, 'hello');
      expect((await subject.head(key)).headers.get('content-type')).toMatch(/^(binary|application)\/octet-stream$/);
    });

    it('stores zero bytes', async () => {
      const key = `objects/${subject.run}/empty`;
      expect((await subject.put(key, '')).etag).toBe(`"${md5('')}"`);
      await subject.expectContent(key, '');
    });

    it('stores 20 MiB', async () => {
      const key = `objects/${subject.run}/large`;
      const content = patternedBytes(20 * 1024 * 1024);
      expect((await subject.put(key, content)).etag).toBe(`"${md5(content)}"`);
      await subject.expectContent(key, content);
    });

    it('replaces an object with everything that belonged to it', async () => {
      const key = `objects/${subject.run}/replaced`;
      await subject.put(key, 'the first content', { 'x-amz-meta-old': '1', 'cache-control': 'no-store' });
      await subject.put(key, 'second', { 'x-amz-meta-new': '1' });
      const { headers } = await subject.head(key);
      expect(headers.get('x-amz-meta-new')).toBe('1');
      expect(headers.has('x-amz-meta-old')).toBe(false);
      expect(headers.has('cache-control')).toBe(false);
      await subject.expectContent(key, 'second');
    });

    it('leaves nothing of a body that breaks off', async () => {
      const key = `objects/${subject.run}/broken`;
      const put = subject.put(key, patternedBytes(1024 * 1024), {}, { failAfter: 300_000 });
      await expect(put).rejects.toMatchObject({ code: 'IncompleteBody', status: 400 });
      await subject.expectMissing(key);
    });

    it('leaves the former object alone when the body of the next breaks off', async () => {
      const key = `objects/${subject.run}/kept`;
      await subject.put(key, 'former', { 'x-amz-meta-a': '1' });
      await expect(subject.put(key, 'next', {}, { failAfter: 4 })).rejects.toMatchObject({ code: 'IncompleteBody' });
      await subject.expectContent(key, 'former');
      expect((await subject.head(key)).headers.get('x-amz-meta-a')).toBe('1');
    });

    it('passes the reason on when a body is found to be wrong at its very end', async () => {
      const key = `objects/${subject.run}/wrong`;
      const failure = new GatewayError('XAmzContentSHA256Mismatch');
      const put = subject.put(key, 'content', {}, { failAfter: 7, failure });
      await expect(put).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch', status: 400 });
      await subject.expectMissing(key);
    });

    it('answers 404 for an object that does not exist', async () => {
      const head = subject.head(`objects/${subject.run}/missing`);
      await expect(head).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
    });

    it('evaluates the conditions of a HEAD', async () => {
      const key = `objects/${subject.run}/conditions`;
      const { etag } = await subject.put(key, 'content');
      const past = new Date(Date.now() - 86_400_000).toUTCString();
      const future = new Date(Date.now() + 86_400_000).toUTCString();
      const failed = { code: 'PreconditionFailed', status: 412 };

      expect((await subject.head(key, { 'if-match': etag })).status).toBe(200);
      await expect(subject.head(key, { 'if-match': '"other"' })).rejects.toMatchObject(failed);
      expect((await subject.head(key, { 'if-none-match': etag })).status).toBe(304);
      expect((await subject.head(key, { 'if-none-match': '"other"' })).status).toBe(200);
      expect((await subject.head(key, { 'if-modified-since': past })).status).toBe(200);
      expect((await subject.head(key, { 'if-unmodified-since': future })).status).toBe(200);
      await expect(subject.head(key, { 'if-unmodified-since': past })).rejects.toMatchObject(failed);
    });
  });

  describe('bucket', () => {
    it('exists and has a location', async () => {
      await subject.store.headBucket(subject.bucket);
      expect(typeof (await subject.store.bucketLocation(subject.bucket))).toBe('string');
    });

    it('is ready', async () => {
      expect(await subject.store.health()).toEqual({ ready: true });
    });

    (subject.capabilities.missingBucket ? it : it.skip)('is told from one that does not exist', async () => {
      const missing = { code: 'NoSuchBucket', status: 404 };
      const bucket = `missing-${subject.run}`;
      const write = { address: { bucket, key: 'k' }, headers: new Map<string, string>() };
      await expect(subject.store.headBucket(bucket)).rejects.toMatchObject(missing);
      await expect(subject.store.createMultipartUpload(write)).rejects.toMatchObject(missing);
    });
  });
}
