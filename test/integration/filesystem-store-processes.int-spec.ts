import { createHash } from 'node:crypto';
import { lstat, lutimes, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import type { FilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { removeStaleLock, withLockFile } from '../../src/modules/filesystem-store/lock-file.js';
import { ChildWriter } from '../support/child-writer.js';
import { MemoryBody, patternedBytes } from '../support/memory-body.js';

const WRITTEN_KEYS = ['put-0', 'put-1', 'put-2', 'folder/multipart'];

let root: string;
let children: ChildWriter[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mizuchi-store-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await rm(root, { recursive: true });
});

function start(task: string): ChildWriter {
  const child = new ChildWriter(task, root);
  children.push(child);
  return child;
}

const open = (): Promise<FilesystemStore> => createFilesystemStore({ root, fsync: false });
const privateFolder = (name: string): Promise<string[]> => readdir(join(root, '.mizuchi', name));
const address = (key: string): { bucket: string; key: string } => ({ bucket: 'b', key });
const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function metadataCount(): Promise<number> {
  const entries = await readdir(join(root, '.mizuchi', 'meta'), { recursive: true });
  return entries.filter((name) => name.endsWith('.json')).length;
}

/** Reads an object like a download would, and checks that all of it belongs to one write. */
async function expectConsistent(store: FilesystemStore, key: string): Promise<void> {
  for (;;) {
    const { headers } = await store.headObject({ address: address(key), headers: new Map() });
    const content = await readFile(join(root, key));
    const again = await store.headObject({ address: address(key), headers: new Map() });
    if (again.headers.get('etag') !== headers.get('etag')) continue;
    expect(headers.get('x-amz-meta-size')).toBe(headers.get('content-length'));
    expect(String(content.length)).toBe(headers.get('content-length'));
    const md5 = createHash('md5').update(content).digest();
    const composite = createHash('md5').update(md5).digest('hex');
    expect([`"${md5.toString('hex')}"`, `"${composite}-1"`]).toContain(headers.get('etag'));
    return;
  }
}

/** Completes what a killed process left open, if need be for the second time, and aborts what has no part yet. */
async function endUploads(store: FilesystemStore): Promise<void> {
  const all = { bucket: 'b', prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 1000 };
  for (const { key, uploadId } of (await store.listMultipartUploads(all)).uploads) {
    const target = { address: address(key), uploadId, headers: new Map<string, string>() };
    const { parts } = await store.listParts({ ...target, partNumberMarker: 0, maxParts: 1000 });
    if (parts.length === 0) await store.abortMultipartUpload(target);
    else await store.completeMultipartUpload({ ...target, parts });
  }
  expect((await store.listMultipartUploads(all)).uploads).toEqual([]);
}

describe('several processes on one folder', () => {
  it('create each object once', async () => {
    const winners = await Promise.all(
      [start('create'), start('create'), start('create')].map((c) => c.remainingLines()),
    );
    expect(
      winners
        .flat()
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 40 }, (_, n) => n));
  }, 30_000);

  it('lose no update with If-Match', async () => {
    const store = await open();
    const headers = new Map([['x-amz-meta-count', '0']]);
    await store.putObject({ address: address('counter'), headers, body: new MemoryBody('count 0') });
    await Promise.all([start('count'), start('count'), start('count')].map((child) => child.remainingLines()));
    const head = await store.headObject({ address: address('counter'), headers: new Map() });
    expect(head.headers.get('x-amz-meta-count')).toBe('75');
    expect(await readFile(join(root, 'counter'), 'utf8')).toBe('count 75');
    expect(await privateFolder('locks')).toEqual([]);
    expect(await privateFolder('tmp')).toEqual([]);
    expect(await metadataCount()).toBe(1);
  }, 30_000);

  it('never show the data of one write with the metadata of another', async () => {
    const writers = [start('overwrite'), start('overwrite')];
    const store = await open();
    for (const writer of writers) for (let n = 0; n < 3; n++) await writer.nextLine();
    for (let round = 0; round < 50; round++) {
      for (const key of WRITTEN_KEYS) await expectConsistent(store, key);
    }
  }, 30_000);
});

describe('a process that is killed', () => {
  it('leaves whole objects, and nothing else once the next one has started', async () => {
    const rounds = 6;
    for (let round = 0; round < rounds; round++) {
      const writers = [start('overwrite'), start('overwrite')];
      for (let lines = 3 + round * 2; lines > 0; lines--) {
        await Promise.all(writers.map((writer) => writer.nextLine()));
      }
      await Promise.all(writers.map((writer) => writer.kill()));

      const store = await open();
      for (const key of WRITTEN_KEYS) await expectConsistent(store, key);
      expect(await privateFolder('tmp')).toEqual([]);
      expect(await privateFolder('locks')).toEqual([]);
      await endUploads(store);
      for (const key of WRITTEN_KEYS) await expectConsistent(store, key);
    }
    // Killed between putting new data in place and removing the old metadata, a process leaves one small file.
    expect(await metadataCount()).toBeLessThanOrEqual(WRITTEN_KEYS.length + 2 * rounds);
  }, 60_000);

  it('does not leave its half of a body', async () => {
    const child = start('stall');
    expect(await child.nextLine()).toBe('stalled');
    expect(await privateFolder('tmp')).toHaveLength(1);
    await open();
    expect(await privateFolder('tmp')).toHaveLength(1);
    await child.kill();
    await open();
    expect(await privateFolder('tmp')).toEqual([]);
    expect(await exists(join(root, 'stalled'))).toBe(false);
  }, 30_000);

  it('does not keep its locks', async () => {
    const lock = join(root, 'lock');
    const child = start('hold');
    expect(await child.nextLine()).toBe('held');
    await removeStaleLock(lock);
    expect(await exists(lock)).toBe(true);
    await child.kill();

    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withLockFile(lock, async () => {
          most = Math.max(most, ++inside);
          await lstat(root);
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(await readdir(root)).not.toContainEqual(expect.stringMatching(/^lock/));
  }, 30_000);
});

describe('the start-up sweep', () => {
  it('spares an upload that is going on in this process', async () => {
    const store = await open();
    let resume = (): void => undefined;
    const pause = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const content = patternedBytes(200_000);
    const body = new MemoryBody(content, { pause });
    const put = store.putObject({ address: address('slow'), headers: new Map(), body });
    while ((await privateFolder('tmp')).length === 0) await lstat(root);
    await open();
    resume();
    await put;
    expect((await readFile(join(root, 'slow'))).equals(content)).toBe(true);
  });

  it('removes files of unknown origin, and locks of other machines, only when they are old', async () => {
    await open();
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    const temporary = (name: string): string => join(root, '.mizuchi', 'tmp', name);
    const lock = (name: string): string => join(root, '.mizuchi', 'locks', name);
    for (const name of ['old', 'new', '000000000000-1-1.x.old', '000000000000-1-1.x.new']) {
      await writeFile(temporary(name), '');
      if (name.endsWith('old')) await utimes(temporary(name), twoHoursAgo, twoHoursAgo);
    }
    for (const name of ['old', 'new']) await symlink('000000000000-1-1', lock(name));
    await lutimes(lock('old'), twoHoursAgo, twoHoursAgo);
    await open();
    expect((await privateFolder('tmp')).sort()).toEqual(['000000000000-1-1.x.new', 'new']);
    expect(await privateFolder('locks')).toEqual(['new']);
  });
});
