import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import type { FilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { MemoryBody, patternedBytes } from '../support/memory-body.js';

const KEY = 'folder/object';
const address = { bucket: 'b', key: KEY };
const NO_SUCH_UPLOAD = { code: 'NoSuchUpload', status: 404 };

let root: string;
let store: FilesystemStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mizuchi-store-'));
  store = await createFilesystemStore({ root, fsync: false });
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function create(headers: Record<string, string> = {}): Promise<string> {
  const created = await store.createMultipartUpload({ address, headers: new Map(Object.entries(headers)) });
  return created.uploadId;
}

async function part(uploadId: string, partNumber: number, body: MemoryBody): Promise<string> {
  const request = { address, uploadId, partNumber, headers: new Map<string, string>(), body };
  return (await store.uploadPart(request)).etag;
}

const privateFolder = (name: string): Promise<string[]> => readdir(join(root, '.mizuchi', name));

describe('multipart uploads of the filesystem store', () => {
  it('say which part is too small', async () => {
    const uploadId = await create();
    const etag = await part(uploadId, 3, new MemoryBody('small'));
    const last = await part(uploadId, 4, new MemoryBody('last'));
    const parts = [
      { partNumber: 3, etag, checksums: {} },
      { partNumber: 4, etag: last, checksums: {} },
    ];
    await expect(store.completeMultipartUpload({ address, uploadId, parts, headers: new Map() })).rejects.toMatchObject(
      {
        code: 'EntityTooSmall',
        details: { ProposedSize: 5, MinSizeAllowed: 5_242_880, PartNumber: 3, ETag: etag.replaceAll('"', '') },
      },
    );
  });

  it('leave nothing of a part that was on its way when they were aborted', async () => {
    const uploadId = await create();
    let resume = (): void => undefined;
    const pause = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const late = part(uploadId, 1, new MemoryBody(patternedBytes(300_000), { pause }));
    while ((await privateFolder('tmp')).length === 0) await privateFolder('uploads');
    await store.abortMultipartUpload({ address, uploadId });
    resume();
    await expect(late).rejects.toMatchObject(NO_SUCH_UPLOAD);
    expect(await privateFolder('tmp')).toEqual([]);
    expect(await privateFolder('uploads')).toEqual([]);
  });

  it('are completed once, whatever number of requests does so at the same time', async () => {
    const uploadId = await create();
    const content = patternedBytes(1_000_000);
    const etag = await part(uploadId, 1, new MemoryBody(content));
    const parts = [{ partNumber: 1, etag, checksums: {} }];
    const other = await createFilesystemStore({ root, fsync: false });
    const results = await Promise.allSettled(
      [store, other, store, other].map((each) =>
        each.completeMultipartUpload({ address, uploadId, parts, headers: new Map() }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject(NO_SUCH_UPLOAD);
    }
    expect((await readFile(join(root, KEY))).equals(content)).toBe(true);
    expect(await privateFolder('uploads')).toEqual([]);
    expect(await privateFolder('tmp')).toEqual([]);
    expect(await privateFolder('locks')).toEqual([]);
  });

  it('are either completed or aborted, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const uploadId = await create();
      const etag = await part(uploadId, 1, new MemoryBody(patternedBytes(500_000)));
      const parts = [{ partNumber: 1, etag, checksums: {} }];
      const complete = () => store.completeMultipartUpload({ address, uploadId, parts, headers: new Map() });
      const abort = () => store.abortMultipartUpload({ address, uploadId });
      const results = await Promise.allSettled(round % 2 === 0 ? [complete(), abort()] : [abort(), complete()]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('compose a checksum also of parts that were sent without one', async () => {
    const uploadId = await create({ 'x-amz-checksum-algorithm': 'CRC32' });
    const etag = await part(uploadId, 1, new MemoryBody('content'));
    const request = { address, uploadId, headers: new Map<string, string>() };
    const { parts } = await store.listParts({ ...request, partNumberMarker: 0, maxParts: 1 });
    expect(Object.keys(parts[0]?.checksums ?? {})).toEqual(['crc32']);
    const completed = await store.completeMultipartUpload({
      ...request,
      parts: [{ partNumber: 1, etag, checksums: {} }],
    });
    expect(completed).toMatchObject({ checksumType: 'COMPOSITE', checksums: { crc32: expect.stringMatching(/-1$/) } });
  });

  it('refuse another checksum algorithm than they were created with', async () => {
    const uploadId = await create({ 'x-amz-checksum-algorithm': 'CRC32' });
    const wrong = part(uploadId, 1, new MemoryBody('content', { checksum: 'sha256' }));
    await expect(wrong).rejects.toMatchObject({ code: 'InvalidRequest', status: 400 });
  });

  it.each(['../../../etc', '', '.', 'upload.json', '0'.repeat(43), `${'0'.repeat(44)}/x`])(
    'have no id like %p',
    async (uploadId) => {
      await expect(store.abortMultipartUpload({ address, uploadId })).rejects.toMatchObject(NO_SUCH_UPLOAD);
      expect(await privateFolder('locks')).toEqual([]);
    },
  );
});
