import { describe, expect, it } from '@jest/globals';
import { CHECKSUM_ALGORITHMS } from '../../../src/common/checksums/checksum.js';
import { checksumOf, patternedBytes } from '../../support/memory-body.js';
import { PART_SIZE } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

const COMPOSITE = CHECKSUM_ALGORITHMS.filter((algorithm) => algorithm !== 'crc64nvme');
const BAD_DIGEST = { code: 'BadDigest', status: 400 };
const WITH_CHECKSUMS = { 'x-amz-checksum-mode': 'ENABLED' };

export function describeChecksums(subject: StoreSubject): void {
  describe('checksums', () => {
    it.each(CHECKSUM_ALGORITHMS)('echoes and keeps the %s of an object', async (checksum) => {
      const key = `checksums/${subject.run}/${checksum}`;
      const header = `x-amz-checksum-${checksum}`;
      const value = checksumOf(checksum, Buffer.from('content'));
      expect((await subject.put(key, 'content', {}, { checksum })).headers.get(header)).toBe(value);
      expect((await subject.head(key, WITH_CHECKSUMS)).headers.get(header)).toBe(value);
      expect((await subject.head(key)).headers.has(header)).toBe(false);
    });

    it.each(CHECKSUM_ALGORITHMS)('keeps a %s that follows the body', async (checksum) => {
      const key = `checksums/${subject.run}/trailer-${checksum}`;
      await subject.put(key, 'content', {}, { checksum, inTrailer: true });
      const { headers } = await subject.head(key, WITH_CHECKSUMS);
      expect(headers.get(`x-amz-checksum-${checksum}`)).toBe(checksumOf(checksum, Buffer.from('content')));
    });

    it.each(CHECKSUM_ALGORITHMS.flatMap((checksum) => [false, true].map((inTrailer) => ({ checksum, inTrailer }))))(
      'refuses a wrong $checksum (in the trailer: $inTrailer)',
      async ({ checksum, inTrailer }) => {
        const key = `checksums/${subject.run}/wrong`;
        const put = subject.put(key, 'content', {}, { checksum, inTrailer, wrongChecksum: true });
        await expect(put).rejects.toMatchObject(BAD_DIGEST);
        await subject.expectMissing(key);
      },
    );

    it('refuses a part with a wrong checksum', async () => {
      const key = `checksums/${subject.run}/wrong-part`;
      const uploadId = await subject.create(key, { 'x-amz-checksum-algorithm': 'CRC32C' });
      const part = subject.part(key, uploadId, 1, 'content', { checksum: 'crc32c', wrongChecksum: true });
      await expect(part).rejects.toMatchObject(BAD_DIGEST);
      expect(await subject.partNumbers(key, uploadId)).toEqual([]);
      await subject.abort(key, uploadId);
    });
  });

  (subject.capabilities.multipartChecksums ? describe : describe.skip)('checksums of multipart uploads', () => {
    const first = patternedBytes(PART_SIZE, 1);
    const last = Buffer.from('the last part');

    it.each(COMPOSITE)('are composed of those of the parts (%s)', async (checksum) => {
      const key = `checksums/${subject.run}/composite-${checksum}`;
      const uploadId = await subject.create(key, {
        'x-amz-checksum-algorithm': checksum.toUpperCase(),
        'x-amz-checksum-type': 'COMPOSITE',
      });
      const parts = [
        await subject.part(key, uploadId, 1, first, { checksum }),
        await subject.part(key, uploadId, 2, last, { checksum, inTrailer: true }),
      ];
      const listed = await subject.store.listParts({
        address: subject.address(key),
        uploadId,
        partNumberMarker: 0,
        maxParts: 10,
        headers: new Map(),
      });
      expect(listed.checksumAlgorithm).toBe(checksum.toUpperCase());
      expect(listed.checksumType).toBe('COMPOSITE');
      expect(listed.parts.map((part) => part.checksums[checksum])).toEqual(
        [first, last].map((content) => checksumOf(checksum, content)),
      );

      const completed = await subject.complete(key, uploadId, parts);
      const raw = [first, last].map((content) => Buffer.from(checksumOf(checksum, content), 'base64'));
      const composite = `${checksumOf(checksum, Buffer.concat(raw))}-2`;
      expect(completed.checksums[checksum]).toBe(composite);
      expect(completed.checksumType).toBe('COMPOSITE');
      const { headers } = await subject.head(key, WITH_CHECKSUMS);
      expect(headers.get(`x-amz-checksum-${checksum}`)).toBe(composite);
      expect(headers.get('x-amz-checksum-type')).toBe('COMPOSITE');
    });

    it.each(['crc32', 'crc64nvme'] as const)('cover the full object (%s)', async (checksum) => {
      const key = `checksums/${subject.run}/full-${checksum}`;
      const uploadId = await subject.create(key, {
        'x-amz-checksum-algorithm': checksum.toUpperCase(),
        'x-amz-checksum-type': 'FULL_OBJECT',
      });
      const parts = [
        await subject.part(key, uploadId, 1, first, { checksum }),
        await subject.part(key, uploadId, 2, last, { checksum }),
      ];
      const header = `x-amz-checksum-${checksum}`;
      const full = checksumOf(checksum, Buffer.concat([first, last]));
      const type = { 'x-amz-checksum-type': 'FULL_OBJECT' };
      const wrong = { ...type, [header]: checksumOf(checksum, last) };
      await expect(subject.complete(key, uploadId, parts, wrong)).rejects.toMatchObject(BAD_DIGEST);
      await subject.expectMissing(key);

      const completed = await subject.complete(key, uploadId, parts, { ...type, [header]: full });
      expect(completed.checksums[checksum]).toBe(full);
      expect(completed.checksumType).toBe('FULL_OBJECT');
      expect((await subject.head(key, WITH_CHECKSUMS)).headers.get(header)).toBe(full);
    });

    it('must agree with those of the listed parts', async () => {
      const key = `checksums/${subject.run}/listed`;
      const uploadId = await subject.create(key, { 'x-amz-checksum-algorithm': 'SHA256' });
      const part = await subject.part(key, uploadId, 1, last, { checksum: 'sha256' });
      const wrong = { ...part, checksums: { sha256: checksumOf('sha256', first) } };
      const complete = subject.complete(key, uploadId, [wrong]);
      await expect(complete).rejects.toMatchObject({ code: 'InvalidPart', status: 400 });
      await subject.complete(key, uploadId, [part]);
      await subject.expectContent(key, last);
    });

    it('come with the size of the whole object', async () => {
      const key = `checksums/${subject.run}/size`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, last);
      const wrong = subject.complete(key, uploadId, [part], { 'x-amz-mp-object-size': '1' });
      await expect(wrong).rejects.toMatchObject({ code: 'InvalidRequest', status: 400 });
      await subject.complete(key, uploadId, [part], { 'x-amz-mp-object-size': String(last.length) });
      await subject.expectContent(key, last);
    });
  });
}
