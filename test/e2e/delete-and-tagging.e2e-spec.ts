import { DeleteObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { DeleteObjectCommandInput, Tag } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { BUCKET } from '../support/clients/upload-target.js';
import { describeSdkOnBothStores, sdkError } from '../support/clients/sdk-subject.js';

const OTHER = '"00000000000000000000000000000000"';

describeSdkOnBothStores('changes of objects', (subject) => {
  describe('DeleteObject', () => {
    const remove = (Key: string, input: Partial<DeleteObjectCommandInput> = {}) =>
      subject.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, ...input }));

    it('takes an object away, and is content when there is none', async () => {
      const key = subject.newKey();
      await subject.put(key, 'content');
      expect((await remove(key)).$metadata.httpStatusCode).toBe(204);
      await expect(subject.target.storedSha256(key)).rejects.toBeDefined();
      expect((await remove(key)).$metadata.httpStatusCode).toBe(204);
    });

    it('obeys If-Match', async () => {
      const key = subject.newKey();
      const { ETag = '' } = await subject.put(key, 'content');
      await expect(remove(key, { IfMatch: OTHER })).rejects.toMatchObject(sdkError(412, 'PreconditionFailed'));
      await subject.target.storedSha256(key);
      await remove(key, { IfMatch: ETag });
      await expect(subject.target.storedSha256(key)).rejects.toBeDefined();
    });

    it('refuses what it does not pass on', async () => {
      const key = subject.newKey();
      await subject.put(key, 'content');
      const bypass = remove(key, { BypassGovernanceRetention: true });
      await expect(bypass).rejects.toMatchObject(sdkError(501, 'NotImplemented'));
      await subject.target.storedSha256(key);
    });

    if (subject.store === 'folder') {
      it('knows no versions', async () => {
        const key = subject.newKey();
        await subject.put(key, 'content');
        await expect(remove(key, { VersionId: 'v1' })).rejects.toMatchObject({
          ...sdkError(501, 'NotImplemented'),
          Parameter: 'versionId',
        });
        await subject.target.storedSha256(key);
      });

      it('answers 404 when If-Match meets nothing', async () => {
        await expect(remove(subject.newKey(), { IfMatch: OTHER })).rejects.toMatchObject(sdkError(404, 'NoSuchKey'));
      });
    }
  });

  describe('PutObjectTagging', () => {
    const tag = (Key: string, TagSet: Tag[]) =>
      subject.client.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key, Tagging: { TagSet } }));
    const count = async (key: string): Promise<string | null> =>
      (await subject.target.head(key)).get('x-amz-tagging-count');

    it('replaces all tags of an object', async () => {
      const key = subject.newKey();
      await subject.put(key, 'content', { Tagging: 'a=1&b=2&c=3' });
      await tag(key, [
        { Key: 'name', Value: 'a value' },
        { Key: 'empty', Value: '' },
      ]);
      expect(await count(key)).toBe('2');
      await tag(key, []);
      expect(await count(key)).toBeNull();
    });

    it('refuses tags beyond the limits and keeps those that were there', async () => {
      const key = subject.newKey();
      await subject.put(key, 'content', { Tagging: 'a=1' });
      const many = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
      for (const tags of [many, [{ Key: 'k'.repeat(129), Value: '' }], [{ Key: 'k', Value: 'v'.repeat(257) }]]) {
        await expect(tag(key, tags)).rejects.toMatchObject(sdkError(400, 'InvalidTag'));
      }
      expect(await count(key)).toBe('1');
    });

    it('needs an object', async () => {
      await expect(tag(subject.newKey(), [])).rejects.toMatchObject(sdkError(404, 'NoSuchKey'));
    });

    it.each([
      ['no document', '', {}, 'MalformedXML'],
      ['another digest', '<Tagging><TagSet/></Tagging>', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
      [
        'a checksum that is not its own',
        '<Tagging><TagSet/></Tagging>',
        { 'x-amz-checksum-crc32': 'AAAAAA==' },
        'BadDigest',
      ],
      ['64 KiB and more', ' '.repeat(64 * 1024 + 1), {}, 'MaxMessageLengthExceeded'],
    ])('refuses a document with %s', async (_what, body, headers, code) => {
      const key = subject.newKey();
      await subject.put(key, 'content', { Tagging: 'a=1' });
      const answer = await fetch(`${subject.target.urlOf(key)}?tagging`, { method: 'PUT', body, headers });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
      expect(await count(key)).toBe('1');
    });
  });
});
