import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListedUpload, ListMultipartUploadsRequest, UploadPage } from '../../../src/modules/storage/index.js';
import type { StoreSubject } from './store-subject.js';

export function describeUploadListing(subject: StoreSubject): void {
  (subject.capabilities.listMultipartUploads ? describe : describe.skip)('uploads in progress', () => {
    const base = `listing/${subject.run}/`;
    const names = ['b', 'a/1', 'a/2', 'c/1', 'twice', 'twice'];
    const ids: [string, string][] = [];

    beforeAll(async () => {
      for (const name of names) ids.push([base + name, await subject.create(base + name)]);
    });
    afterAll(async () => {
      for (const [key, uploadId] of ids) await subject.abort(key, uploadId);
    });

    const list = (request: Partial<ListMultipartUploadsRequest>): Promise<UploadPage> =>
      subject.store.listMultipartUploads({
        bucket: subject.bucket,
        prefix: base,
        delimiter: '',
        keyMarker: '',
        uploadIdMarker: '',
        maxUploads: 1000,
        ...request,
      });
    const namesOf = (uploads: readonly ListedUpload[]): string[] => uploads.map(({ key }) => key.slice(base.length));

    it('are listed by key', async () => {
      const page = await list({});
      expect(namesOf(page.uploads)).toEqual(['a/1', 'a/2', 'b', 'c/1', 'twice', 'twice']);
      expect(page.isTruncated).toBe(false);
      expect(page.uploads.map(({ uploadId }) => uploadId).sort()).toEqual(ids.map(([, uploadId]) => uploadId).sort());
    });

    (subject.capabilities.multipartChecksums ? it : it.skip)('are listed with their checksums', async () => {
      const key = `${base}sum`;
      const create = (headers: Record<string, string>) => subject.create(key, headers);
      const made = [
        await create({ 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' }),
        await create({ 'x-amz-checksum-algorithm': 'XXHASH3' }),
        await create({}),
      ];
      const { uploads } = await list({ prefix: key });
      const listed = made.map((id) => uploads.find(({ uploadId }) => uploadId === id));
      for (const uploadId of made) await subject.abort(key, uploadId);
      expect(listed.map((upload) => [upload?.checksumAlgorithm, upload?.checksumType])).toEqual([
        ['CRC32', 'FULL_OBJECT'],
        ['XXHASH3', 'COMPOSITE'],
        [undefined, undefined],
      ]);
    });

    it('are chosen by prefix', async () => {
      expect(namesOf((await list({ prefix: `${base}a` })).uploads)).toEqual(['a/1', 'a/2']);
      expect((await list({ prefix: `${base}none` })).uploads).toEqual([]);
    });

    it('are grouped by delimiter', async () => {
      const page = await list({ delimiter: '/' });
      expect(namesOf(page.uploads)).toEqual(['b', 'twice', 'twice']);
      expect(page.commonPrefixes).toEqual([`${base}a/`, `${base}c/`]);
    });

    it.each([1, 2, 4])('are listed completely in pages of %d', async (maxUploads) => {
      const seen: ListedUpload[] = [];
      for (let markers = { keyMarker: '', uploadIdMarker: '' }, more = true; more;) {
        const page = await list({ maxUploads, ...markers });
        expect(page.uploads.length).toBeLessThanOrEqual(maxUploads);
        seen.push(...page.uploads);
        markers = { keyMarker: page.nextKeyMarker, uploadIdMarker: page.nextUploadIdMarker };
        more = page.isTruncated;
      }
      expect(namesOf(seen)).toEqual(['a/1', 'a/2', 'b', 'c/1', 'twice', 'twice']);
      expect(new Set(seen.map(({ uploadId }) => uploadId)).size).toBe(names.length);
    });
  });
}
