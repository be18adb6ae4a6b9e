import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { BUCKET } from '../support/clients/upload-target.js';
import { describeSdkOnBothStores, sdkError } from '../support/clients/sdk-subject.js';
import type { StartedUpload } from '../support/clients/sdk-subject.js';

const GONE = sdkError(404, 'NoSuchUpload');

describeSdkOnBothStores('multipart uploads', (subject) => {
  describe('a repeated Complete', () => {
    it('is answered 200 with the same ETag', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      const { ETag } = await subject.complete(upload);
      const again = await subject.complete(upload);
      expect(again).toMatchObject({ $metadata: { httpStatusCode: 200 }, ETag, Key: upload.Key });
      expect(ETag).toMatch(/^"[0-9a-f]{32}-1"$/);
    });

    it('succeeds with If-None-Match: *, too', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      const { ETag } = await subject.complete(upload, { IfNoneMatch: '*' });
      expect((await subject.complete(upload, { IfNoneMatch: '*' })).ETag).toBe(ETag);
    });

    it('succeeds with the If-Match of the object that the first one replaced', async () => {
      const key = subject.newKey();
      const { ETag: before = '' } = await subject.put(key, 'before');
      const upload = await subject.upload(key, 'content');
      const { ETag } = await subject.complete(upload, { IfMatch: before });
      expect((await subject.complete(upload, { IfMatch: before })).ETag).toBe(ETag);
    });

    // versitygw remembers completed uploads itself and answers every repeat 200.
    const onFolder = subject.store === 'folder' ? it : it.skip;

    onFolder.each([
      ['another part', [{ PartNumber: 1, ETag: '"00000000000000000000000000000000"' }]],
      ['a part that is no MD5', [{ PartNumber: 1, ETag: '"opaque"' }]],
    ])('is NoSuchUpload with %s', async (_what, parts) => {
      const upload = await subject.upload(subject.newKey(), 'content');
      await subject.complete(upload);
      await expect(subject.complete({ ...upload, parts })).rejects.toMatchObject(GONE);
    });

    onFolder('is NoSuchUpload with a part more', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      await subject.complete(upload);
      const parts = [...upload.parts, { PartNumber: 2, ETag: upload.parts[0]?.ETag }];
      await expect(subject.complete({ ...upload, parts })).rejects.toMatchObject(GONE);
    });

    onFolder('is NoSuchUpload when the object was replaced or deleted since', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      await subject.complete(upload);
      await subject.put(upload.Key, 'content');
      await expect(subject.complete(upload)).rejects.toMatchObject(GONE);
      await subject.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: upload.Key }));
      await expect(subject.complete(upload)).rejects.toMatchObject(GONE);
    });

    onFolder('repeats the checksums', async () => {
      const [ChecksumAlgorithm, key] = ['CRC32', subject.newKey()] as const;
      const upload = await subject.upload(key, 'content', { ChecksumAlgorithm });
      const { ETag, ChecksumCRC32, ChecksumType } = await subject.complete(upload);
      expect(ChecksumCRC32).toBeDefined();
      expect(await subject.complete(upload)).toMatchObject({ ETag, ChecksumCRC32, ChecksumType });
    });

    it('does not bring an aborted upload to life', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      await abort(upload);
      await expect(subject.complete(upload)).rejects.toMatchObject(GONE);
    });
  });

  describe('errors about an upload', () => {
    const wrong = [{ PartNumber: 1, ETag: '"00000000000000000000000000000000"' }];

    it('name it as the client knows it', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      const { UploadId, Key } = upload;
      const address = { Bucket: BUCKET, Key, UploadId };
      await expect(subject.complete({ ...upload, parts: wrong })).rejects.toMatchObject({
        ...sdkError(400, 'InvalidPart'),
        UploadId,
        PartNumber: '1',
      });
      await abort(upload);
      const gone = { ...GONE, UploadId };
      await expect(abort(upload)).rejects.toMatchObject(gone);
      await expect(subject.complete(upload)).rejects.toMatchObject(gone);
      await expect(subject.client.send(new ListPartsCommand(address))).rejects.toMatchObject(gone);
      const part = new UploadPartCommand({ ...address, PartNumber: 1, Body: 'late' });
      await expect(subject.client.send(part)).rejects.toMatchObject(gone);
      // The id of another key is not opened at all.
      const other = new ListPartsCommand({ ...address, Key: `${Key}-other` });
      await expect(subject.client.send(other)).rejects.toMatchObject(gone);
    });
  });

  function abort({ Key, UploadId }: StartedUpload) {
    return subject.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId }));
  }
});
