import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { describeSdkOnBothStores, sdkError } from '../support/clients/sdk-subject.js';

const OTHER = '"00000000000000000000000000000000"';
const FAILED = sdkError(412, 'PreconditionFailed');
const NOTHING = sdkError(404, 'NoSuchKey');
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

describeSdkOnBothStores('conditional writes', (subject) => {
  const expectContent = async (key: string, content: string): Promise<void> => {
    expect(await subject.target.storedSha256(key)).toBe(sha256(content));
  };

  describe('PutObject', () => {
    it('with If-None-Match: * creates and never replaces', async () => {
      const key = subject.newKey();
      await subject.put(key, 'first', { IfNoneMatch: '*' });
      await expect(subject.put(key, 'second', { IfNoneMatch: '*' })).rejects.toMatchObject(FAILED);
      await expectContent(key, 'first');
    });

    it('with If-Match replaces only the object that was meant', async () => {
      const key = subject.newKey();
      const { ETag = '' } = await subject.put(key, 'first');
      await expect(subject.put(key, 'second', { IfMatch: OTHER })).rejects.toMatchObject(FAILED);
      await expectContent(key, 'first');
      await subject.put(key, 'second', { IfMatch: ETag });
      await expect(subject.put(key, 'third', { IfMatch: ETag })).rejects.toMatchObject(FAILED);
      await expectContent(key, 'second');
    });

    it('with If-Match on nothing is 404', async () => {
      const key = subject.newKey();
      await expect(subject.put(key, 'content', { IfMatch: OTHER })).rejects.toMatchObject(NOTHING);
      await expect(subject.target.storedSha256(key)).rejects.toBeDefined();
    });

    it('lets one of many creations win; the others are 412, or 409 where they met it under way', async () => {
      const key = subject.newKey();
      const results = await Promise.allSettled(
        Array.from({ length: 16 }, (_, n) => subject.put(key, `content ${n}`, { IfNoneMatch: '*' })),
      );
      const winners = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      expect(winners).toHaveLength(1);
      await expectContent(key, `content ${String(winners[0])}`);
      const losers = results.flatMap((result) => (result.status === 'rejected' ? [nameOf(result.reason)] : []));
      expect(['PreconditionFailed', 'ConditionalRequestConflict']).toEqual(
        expect.arrayContaining([...new Set(losers)]),
      );
    });
  });

  describe('CompleteMultipartUpload', () => {
    it('with If-None-Match: * creates and never replaces', async () => {
      const key = subject.newKey();
      const [one, two] = [await subject.upload(key, 'first'), await subject.upload(key, 'second')];
      await subject.complete(one, { IfNoneMatch: '*' });
      await expect(subject.complete(two, { IfNoneMatch: '*' })).rejects.toMatchObject(FAILED);
      await expectContent(key, 'first');
      // The upload is still there and can be completed without the condition.
      await subject.complete(two);
      await expectContent(key, 'second');
    });

    it('is refused for an object with the same content that another upload has made', async () => {
      const key = subject.newKey();
      const [one, two] = [await subject.upload(key, 'same'), await subject.upload(key, 'same')];
      await subject.complete(one, { IfNoneMatch: '*' });
      await expect(subject.complete(two, { IfNoneMatch: '*' })).rejects.toMatchObject(FAILED);
    });

    it('with If-Match replaces only the object that was meant', async () => {
      const key = subject.newKey();
      const { ETag = '' } = await subject.put(key, 'first');
      const upload = await subject.upload(key, 'second');
      await expect(subject.complete(upload, { IfMatch: OTHER })).rejects.toMatchObject(FAILED);
      await expectContent(key, 'first');
      await subject.complete(upload, { IfMatch: ETag });
      await expectContent(key, 'second');
    });

    it('with If-Match on nothing is 404', async () => {
      const upload = await subject.upload(subject.newKey(), 'content');
      await expect(subject.complete(upload, { IfMatch: OTHER })).rejects.toMatchObject(NOTHING);
    });
  });
});

function nameOf(reason: unknown): string {
  return Error.isError(reason) ? reason.name : String(reason);
}
