import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type { ReadObjectRequest } from '../../../src/modules/storage/index.js';
import { patternedBytes } from '../../support/memory-body.js';
import { md5, PART_SIZE } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

type Headers = Readonly<Record<string, string>>;

export function describeReads(subject: StoreSubject): void {
  const read = async (key: string, headers: Headers = {}, more: Partial<ReadObjectRequest> = {}) => {
    const request = { address: subject.address(key), headers: new Map(Object.entries(headers)), ...more };
    const { body, ...answer } = await subject.store.getObject(request);
    return { ...answer, text: body === undefined ? undefined : (await buffer(body)).toString('latin1') };
  };
  const digits = async (name: string): Promise<string> => {
    const key = `reads/${subject.run}/${name}`;
    await subject.put(key, '0123456789');
    return key;
  };

  describe('reads', () => {
    it('give bytes, system headers and user metadata', async () => {
      const key = `reads/${subject.run}/whole`;
      const { etag } = await subject.put(key, 'content', { 'content-type': 'text/plain', 'x-amz-meta-a': 'b' });
      const { status, headers, text } = await read(key);
      expect([status, text]).toEqual([200, 'content']);
      expect(Object.fromEntries(headers)).toMatchObject({
        etag,
        'content-length': '7',
        'content-type': 'text/plain',
        'x-amz-meta-a': 'b',
        'accept-ranges': 'bytes',
      });
      expect(headers.has('server')).toBe(false);
    });

    it.each([0, 1, 65_537, 20 * 1024 * 1024])('give an object of %d bytes', async (size) => {
      const key = `reads/${subject.run}/size-${size}`;
      const content = patternedBytes(size);
      await subject.put(key, content);
      const { body } = await subject.store.getObject({ address: subject.address(key), headers: new Map() });
      expect(body).toBeDefined();
      if (body !== undefined) expect(md5(await buffer(body))).toBe(md5(content));
    });

    it('know a missing object', async () => {
      await expect(read(`reads/${subject.run}/missing`)).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
    });

    it.each([
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=8-', '89', 'bytes 8-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ])('give the range %s', async (range, text, contentRange) => {
      const answer = await read(await digits('ranged'), { range });
      expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([206, text, contentRange]);
      expect(answer.headers.get('content-length')).toBe(String(text.length));
    });

    it('refuse a range behind the end', async () => {
      const refused = read(await digits('short'), { range: 'bytes=20-30' });
      await expect(refused).rejects.toMatchObject({ code: 'InvalidRange', status: 416 });
    });

    it('obey conditions', async () => {
      const key = await digits('conditional');
      const etag = (await subject.head(key)).headers.get('etag') ?? '';
      const past = new Date(Date.now() - 86_400_000).toUTCString();
      const failed = { code: 'PreconditionFailed', status: 412 };
      expect(await read(key, { 'if-match': etag })).toMatchObject({ status: 200 });
      expect(await read(key, { 'if-none-match': etag })).toMatchObject({ status: 304, text: undefined });
      expect(await read(key, { 'if-modified-since': past })).toMatchObject({ status: 200 });
      await expect(read(key, { 'if-match': '"other"' })).rejects.toMatchObject(failed);
      await expect(read(key, { 'if-unmodified-since': past })).rejects.toMatchObject(failed);
    });

    it('give one part of a multipart object', async () => {
      const key = `reads/${subject.run}/parts`;
      const uploadId = await subject.create(key);
      const first = await subject.part(key, uploadId, 1, patternedBytes(PART_SIZE));
      const second = await subject.part(key, uploadId, 2, 'the last part');
      await subject.complete(key, uploadId, [first, second]);
      const { headers } = await subject.head(key);
      expect(headers.get('content-length')).toBe(String(PART_SIZE + 13));
      if (!subject.capabilities.readsParts) return;
      const part = await read(key, {}, { partNumber: 2 });
      expect([part.status, part.text, part.headers.get('x-amz-mp-parts-count')]).toEqual([206, 'the last part', '2']);
      await expect(read(key, {}, { partNumber: 3 })).rejects.toMatchObject({ status: 416 });
    });

    it('answer other headers where the request asks for them', async () => {
      const key = await digits('override');
      const overrides = new Map([
        ['content-type', 'text/html'],
        ['content-disposition', 'attachment; filename="a b.txt"'],
      ]);
      const { headers } = await read(key, {}, { overrides });
      expect(Object.fromEntries(headers)).toMatchObject(Object.fromEntries(overrides));
    });

    it('let go of a body that nobody reads to its end', async () => {
      const key = `reads/${subject.run}/left`;
      await subject.put(key, patternedBytes(8 * 1024 * 1024));
      const { body } = await subject.store.getObject({ address: subject.address(key), headers: new Map() });
      for await (const chunk of body ?? []) {
        expect((chunk as Buffer).length).toBeGreaterThan(0);
        break;
      }
      expect(body?.destroyed).toBe(true);
      expect(await read(key, { range: 'bytes=0-0' })).toMatchObject({ status: 206 });
    });
  });
}
