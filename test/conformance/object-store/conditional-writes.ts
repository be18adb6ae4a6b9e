import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../src/common/errors/gateway-error.js';
import type { StoreSubject } from './store-subject.js';

const FAILED = { code: 'PreconditionFailed', status: 412 };

export function describeConditionalWrites(subject: StoreSubject): void {
  (subject.capabilities.conditionalWrites ? describe : describe.skip)('conditional writes', () => {
    it('creates with If-None-Match: * only what does not exist', async () => {
      const key = `conditional/${subject.run}/create`;
      await subject.put(key, 'first', { 'if-none-match': '*' });
      await expect(subject.put(key, 'second', { 'if-none-match': '*' })).rejects.toMatchObject(FAILED);
      await subject.expectContent(key, 'first');
    });

    it('replaces with If-Match only the object that was meant', async () => {
      const key = `conditional/${subject.run}/replace`;
      const { etag } = await subject.put(key, 'first');
      await subject.put(key, 'second', { 'if-match': etag });
      await expect(subject.put(key, 'third', { 'if-match': etag })).rejects.toMatchObject(FAILED);
      await subject.expectContent(key, 'second');
    });

    it('answers 404 when If-Match meets no object', async () => {
      const key = `conditional/${subject.run}/nothing`;
      const put = subject.put(key, 'content', { 'if-match': '"00000000000000000000000000000000"' });
      await expect(put).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
      await subject.expectMissing(key);
    });

    it('holds for a completed upload, which stays open when the condition fails', async () => {
      const key = `conditional/${subject.run}/multipart`;
      const uploadId = await subject.create(key);
      const part = await subject.part(key, uploadId, 1, 'from parts');
      const { etag } = await subject.put(key, 'in the way');
      await expect(subject.complete(key, uploadId, [part], { 'if-none-match': '*' })).rejects.toMatchObject(FAILED);
      await subject.expectContent(key, 'in the way');
      await subject.complete(key, uploadId, [part], { 'if-match': etag });
      await subject.expectContent(key, 'from parts');
    });

    (subject.capabilities.atomicCreate ? it : it.skip)('lets one of 32 simultaneous creations win', async () => {
      const key = `conditional/${subject.run}/race`;
      const results = await Promise.allSettled(
        Array.from({ length: 32 }, (_, n) => subject.put(key, `content ${n}`, { 'if-none-match': '*' })),
      );
      const winners = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      expect(winners).toHaveLength(1);
      await subject.expectContent(key, `content ${String(winners[0])}`);
      // S3 answers 409 ConditionalRequestConflict to a loser it cannot tell yet that the winner will succeed.
      const statuses = results.flatMap((result) => (result.status === 'rejected' ? [statusOf(result.reason)] : []));
      expect(statuses.filter((status) => status !== 412 && status !== 409)).toEqual([]);
    });
  });
}

function statusOf(reason: unknown): number | undefined {
  return reason instanceof GatewayError ? reason.status : undefined;
}
