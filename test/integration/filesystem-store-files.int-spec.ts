import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileError } from '../../src/modules/filesystem-store/file-errors.js';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import type { FilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { receiveBody } from '../../src/modules/filesystem-store/receive-body.js';
import type { ObjectHead } from '../../src/modules/storage/index.js';
import { MemoryBody, patternedBytes } from '../support/memory-body.js';

// Not retryable: it is the name that is taken, not a race that was lost.
const CONFLICT = { code: 'OperationAborted', status: 409, retryable: false };
const NO_SUCH_KEY = { code: 'NoSuchKey', status: 404 };

let parent: string;
let root: string;
let store: FilesystemStore;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mizuchi-store-'));
  root = join(parent, 'root');
  store = await createFilesystemStore({ root, fsync: false });
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

async function put(key: string, content: string | MemoryBody, headers: Record<string, string> = {}): Promise<string> {
  const body = typeof content === 'string' ? new MemoryBody(content) : content;
  const request = { address: { bucket: 'b', key }, headers: new Map(Object.entries(headers)), body };
  return (await store.putObject(request)).etag;
}

async function head(key: string, from = store): Promise<ObjectHead> {
  return from.headObject({ address: { bucket: 'b', key }, headers: new Map() });
}

const content = (...path: string[]): Promise<string> => readFile(join(root, ...path), 'utf8');

describe('files of the filesystem store', () => {
  it('are where one looks for them', async () => {
    await put('a/b.txt', 'plain');
    await put('a/space %.txt', 'percent inside');
    expect(await content('a', 'b.txt')).toBe('plain');
    expect(await content('a', 'space %.txt')).toBe('percent inside');
    expect((await readdir(root)).sort()).toEqual(['.mizuchi', 'a']);
  });

  it('have escaped names where the plain one would not do', async () => {
    await put('x//y', 'double');
    await put('folder/', 'trailing');
    await put('/leading', 'leading');
    await put('%41', 'percent');
    await put('.mizuchi/meta', 'private');
    await put('../../escape', 'dots');
    expect(await content('x', '%', 'y')).toBe('double');
    expect(await content('folder', '%')).toBe('trailing');
    expect(await content('%', 'leading')).toBe('leading');
    expect(await content('%%41')).toBe('percent');
    expect(await content('%.mizuchi', 'meta')).toBe('private');
    expect(await content('%..', '%..', 'escape')).toBe('dots');
    expect(await readdir(parent)).toEqual(['root']);
  });

  it('may be put and changed by hand', async () => {
    await writeFile(join(root, 'by-hand.txt'), 'content');
    const first = await head('by-hand.txt');
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-length': '7',
      'content-type': 'binary/octet-stream',
      etag: expect.stringMatching(/^"[0-9a-f]{32}-0"$/),
    });
    await writeFile(join(root, 'by-hand.txt'), 'changed content');
    expect((await head('by-hand.txt')).headers.get('etag')).not.toBe(first.headers.get('etag'));

    const etag = await put('uploaded', 'content', { 'content-type': 'text/plain' });
    await writeFile(join(root, 'uploaded'), 'other');
    const changed = await head('uploaded');
    expect(changed.headers.get('content-length')).toBe('5');
    expect(changed.headers.get('etag')).not.toBe(etag);
    await put('uploaded', 'third', { 'if-match': changed.headers.get('etag') ?? '' });
    expect(await content('uploaded')).toBe('third');
  });

  it('keep their metadata in a copy of the folder', async () => {
    const etag = await put('a/b', 'content', { 'content-type': 'text/plain', 'x-amz-meta-a': '1' });
    const copy = join(parent, 'copy');
    await promisify(execFile)('cp', ['-a', root, copy]);
    const { headers } = await head('a/b', await createFilesystemStore({ root: copy, fsync: false }));
    expect(Object.fromEntries(headers)).toMatchObject({ etag, 'content-type': 'text/plain', 'x-amz-meta-a': '1' });
  });

  it('have one metadata file each, however often they are replaced at the same time', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => put('same', `content ${n}`)));
    const metadata = await readdir(join(root, '.mizuchi', 'meta'), { recursive: true });
    expect(metadata.filter((name) => name.endsWith('.json'))).toHaveLength(1);
    expect(await readdir(join(root, '.mizuchi', 'tmp'))).toEqual([]);
    expect(await readdir(join(root, '.mizuchi', 'locks'))).toEqual([]);
  });

  it('survive the loss of their metadata', async () => {
    await put('a', 'content');
    const meta = join(root, '.mizuchi', 'meta');
    const [name = ''] = (await readdir(meta, { recursive: true })).filter((entry) => entry.endsWith('.json'));
    await writeFile(join(meta, name), '{"key":');
    expect((await head('a')).headers.get('content-length')).toBe('7');
    await rm(meta, { recursive: true });
    expect((await head('a')).headers.get('content-length')).toBe('7');
  });
});

describe('names of the filesystem store', () => {
  it('cannot be an object and a folder at once', async () => {
    await put('object', 'content');
    await expect(put('object/below', 'content')).rejects.toMatchObject(CONFLICT);
    await put('folder/object', 'content');
    await expect(put('folder', 'content')).rejects.toMatchObject(CONFLICT);
    await expect(put('folder', 'content', { 'if-none-match': '*' })).rejects.toMatchObject(CONFLICT);
    await expect(head('folder')).rejects.toMatchObject(NO_SUCH_KEY);
    await expect(head('object/below')).rejects.toMatchObject(NO_SUCH_KEY);
    expect(await content('object')).toBe('content');
    expect(await readdir(join(root, '.mizuchi', 'tmp'))).toEqual([]);
  });

  it('are not blocked by folders that are empty', async () => {
    await mkdir(join(root, 'was/a/folder'), { recursive: true });
    await put('was', 'content');
    await mkdir(join(root, 'was-too/a'), { recursive: true });
    await put('was-too', 'content', { 'if-none-match': '*' });
    expect(await content('was')).toBe('content');
  });

  it('never lead through a symbolic link', async () => {
    const outside = join(parent, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(root, 'link'));
    await symlink(join(outside, 'secret'), join(root, 'file-link'));
    await symlink(join(outside, 'created'), join(root, 'dangling'));
    for (const key of ['link/new', 'link/sub/new', 'link/secret', 'link', 'file-link', 'dangling']) {
      await expect(put(key, 'content')).rejects.toMatchObject(CONFLICT);
      await expect(head(key)).rejects.toMatchObject(NO_SUCH_KEY);
    }
    expect(await readdir(outside)).toEqual(['secret']);
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('are refused where the private folder is a link', async () => {
    const planted = join(parent, 'planted');
    await mkdir(planted);
    await symlink(parent, join(planted, '.mizuchi'));
    const opened = createFilesystemStore({ root: planted, fsync: false });
    await expect(opened).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect((await readdir(parent)).sort()).toEqual(['planted', 'root']);
  });
});

describe('a root with {bucket}', () => {
  it('has the buckets that are folders, and creates none', async () => {
    const buckets = await createFilesystemStore({ root: join(parent, 'buckets/{bucket}/files'), fsync: false });
    const missing = { code: 'NoSuchBucket', status: 404 };
    await expect(buckets.headBucket('team-a')).rejects.toMatchObject(missing);
    expect(await buckets.health()).toMatchObject({ ready: false });
    await mkdir(join(parent, 'buckets/team-a/files'), { recursive: true });
    await buckets.headBucket('team-a');
    expect(await buckets.health()).toEqual({ ready: true });
    for (const bucket of ['..', 'team-a/..', 'team-a/../team-a', '', 'Team', 'team..a', 'team-b']) {
      await expect(buckets.headBucket(bucket)).rejects.toMatchObject({ ...missing, details: { BucketName: bucket } });
    }
    expect(await readdir(join(parent, 'buckets'))).toEqual(['team-a']);
    // Only a write prepares the folder; and it does so again for a bucket that was removed and created anew.
    expect(await readdir(join(parent, 'buckets/team-a/files'))).toEqual([]);
    for (let round = 0; round < 2; round++) {
      const address = { bucket: 'team-a', key: 'k' };
      await buckets.putObject({ address, headers: new Map(), body: new MemoryBody('content') });
      await rm(join(parent, 'buckets/team-a/files'), { recursive: true });
      await mkdir(join(parent, 'buckets/team-a/files'));
    }
  });
});

describe('failures of the filesystem store', () => {
  it('answers 507 on a full disk and stops reading the body', async () => {
    const full = await open('/dev/full', 'w');
    try {
      const body = new MemoryBody(patternedBytes(1_000_000));
      const error: unknown = await receiveBody(body, full).catch((reason: unknown) => reason);
      expect(body.stream?.destroyed).toBe(true);
      expect(fileError(error)).toMatchObject({ code: 'InsufficientStorage', status: 507, cause: { code: 'ENOSPC' } });
    } finally {
      await full.close();
    }
  });

  it('answers 503, and is not ready, without its folder', async () => {
    await rm(root, { recursive: true });
    await expect(put('a', 'content')).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    await expect(head('a')).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect((await store.health()).ready).toBe(false);
    await expect(lstat(root)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not start where it may not write', async () => {
    const opened = createFilesystemStore({ root: '/sys/mizuchi', fsync: false });
    await expect(opened).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
  });

  it('destroys the stream of a body that breaks off', async () => {
    const body = new MemoryBody(patternedBytes(1_000_000), { failAfter: 500_000 });
    await expect(put('a', body)).rejects.toMatchObject({ code: 'IncompleteBody' });
    expect(body.stream?.destroyed).toBe(true);
    expect(await readdir(join(root, '.mizuchi', 'tmp'))).toEqual([]);
    expect(await readdir(root)).toEqual(['.mizuchi']);
  });

  it('refuses what a folder cannot do', async () => {
    const refused = { code: 'NotImplemented', status: 501 };
    for (const header of ['x-amz-server-side-encryption', 'x-amz-object-lock-mode', 'x-amz-grant-read']) {
      await expect(put('a', 'content', { [header]: 'v' })).rejects.toMatchObject({
        ...refused,
        details: { Header: header },
      });
    }
    await expect(put('a', 'content', { 'x-amz-acl': 'public-read' })).rejects.toMatchObject(refused);
    await expect(put('a', 'content', { 'if-none-match': '"etag"' })).rejects.toMatchObject(refused);
    await put('a', 'content', { 'x-amz-acl': 'private' });
  });

  it('tells a write that its condition fails before it asks for the body', async () => {
    await put('a', 'content');
    const body = new MemoryBody('never read');
    await expect(put('a', body, { 'if-none-match': '*' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
      details: { Condition: 'If-None-Match' },
    });
    expect(body.stream).toBeUndefined();
  });
});
