import { describe, expect, it } from '@jest/globals';
import { patternedBytes } from '../../support/memory-body.js';
import { PART_SIZE } from './store-subject.js';
import type { StoreSubject } from './store-subject.js';

const NO_SUCH_UPLOAD = { code: 'NoSuchUpload', status: 404 };
const INVALID_PART = { code: 'InvalidPart', status: 400 };

export function describeMultipartFaults(subject: StoreSubject): void {
  describe('faults of multipart uploads', () => {
    it('leave nothing of a part whose body breaks off', async () => {
      const key = `faults/${subject.run}/broken-part`;
      const uploadId = await subject.create(key);
      const broken = subject.part(key, uploadId, 1, patternedBytes(500_000), { failAfter: 200_000 });
      await expect(broken).rejects.toMatchObject({ code: 'IncompleteBody', status: 400 });
      expect(await subject.partNumbers(key, uploadId)).toEqual([]);
      const part = await subject.part(key, uploadId, 1, 'whole');
      await expect(subject.part(key, uploadId, 1, 'broken', { failAfter: 3 })).rejects.toMatchObject({
        code: 'IncompleteBody',
      });
      await subject.complete(key, uploadId, [part]);
      await subject.expectContent(key, 'whole');
    });

    it('refuse to complete with a wrong entity tag, or a part that was never uploaded', async () => {
      const key = `faults/${subject.run}/wrong-etag`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'content');
      const wrong = { ...part, etag: '"00000000000000000000000000000000"' };
      await expect(subject.complete(key, uploadId, [wrong])).rejects.toMatchObject(INVALID_PART);
      const missing = { ...part, partNumber: 2 };
      await expect(subject.complete(key, uploadId, [missing])).rejects.toMatchObject(INVALID_PART);
      await subject.expectMissing(key);
      await subject.complete(key, uploadId, [part]);
      await subject.expectContent(key, 'content');
    });

    it('refuse a part below 5 MiB that is not the last', async () => {
      const key = `faults/${subject.run}/too-small`;
      const uploadId = await subject.create(key);
      const small = await subject.part(key, uploadId, 1, patternedBytes(PART_SIZE - 1));
      const last = await subject.part(key, uploadId, 2, 'last');
      const complete = subject.complete(key, uploadId, [small, last]);
      await expect(complete).rejects.toMatchObject({ code: 'EntityTooSmall', status: 400 });
      await subject.expectMissing(key);
      await subject.abort(key, uploadId);
    });

    it('refuse an upload that does not exist', async () => {
      const key = `faults/${subject.run}/unknown`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'content');
      await subject.abort(key, uploadId);
      await expect(subject.abort(key, uploadId)).rejects.toMatchObject(NO_SUCH_UPLOAD);
      for (const unknown of [uploadId, '0'.repeat(44), 'no-upload-id']) {
        await expect(subject.part(key, unknown, 1, 'content')).rejects.toMatchObject(NO_SUCH_UPLOAD);
        await expect(subject.complete(key, unknown, [part])).rejects.toMatchObject(NO_SUCH_UPLOAD);
        await expect(subject.partNumbers(key, unknown)).rejects.toMatchObject(NO_SUCH_UPLOAD);
      }
    });

    it('refuse the upload id of another key', async () => {
      const key = `faults/${subject.run}/mine`;
      const other = `faults/${subject.run}/yours`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'content');
      await expect(subject.part(other, uploadId, 1, 'content')).rejects.toMatchObject(NO_SUCH_UPLOAD);
      await expect(subject.partNumbers(other, uploadId)).rejects.toMatchObject(NO_SUCH_UPLOAD);
      await expect(subject.complete(other, uploadId, [part])).rejects.toMatchObject(NO_SUCH_UPLOAD);
      await expect(subject.abort(other, uploadId)).rejects.toMatchObject(NO_SUCH_UPLOAD);
      await subject.complete(key, uploadId, [part]);
      await subject.expectMissing(other);
    });
  });
}
