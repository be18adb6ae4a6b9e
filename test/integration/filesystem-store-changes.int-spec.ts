import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import type { FilesystemStore } from '../../src/modules/filesystem-store/filesystem-store.js';
import { MemoryBody } from '../support/memory-body.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

const NONE: ReadonlyMap<string, string> = new Map();
const at = (key: string) => ({ bucket: 'b', key });

let dir: TempDir;
let root: string;
let store: FilesystemStore;
beforeEach(async () => {
  dir = await tempDir();
  root = dir.join('root');
  store = await createFilesystemStore({ root, fsync: true });
});
afterEach(() => dir.remove());

const put = (key: string, content = 'content') =>
  store.putObject({ address: at(key), headers: NONE, body: new MemoryBody(content) });
const remove = (key: string, headers = NONE) => store.deleteObject({ address: at(key), headers });
const tag = (key: string, value: string) =>
  store.putObjectTagging({ address: at(key), headers: NONE, tags: [{ key: 'k', value }] });
const head = async (key: string) => (await store.headObject({ address: at(key), headers: NONE })).headers;
const objects = async () => (await readdir(root)).filter((name) => name !== '.mizuchi');
const metadata = () => filesBelow(join(root, '.mizuchi', 'meta'));

describe('deleteObject of a folder', () => {
  it('removes file, metadata, lock and empty folders', async () => {
    await put('a/b/c');
    await put('a/d');
    await remove('a/b/c');
    expect(await readdir(join(root, 'a'))).toEqual(['d']);
    expect(await metadata()).toHaveLength(1);
    await remove('a/d');
    expect(await objects()).toEqual([]);
    expect(await filesBelow(join(root, '.mizuchi'))).toEqual([]);
  });

  it('leaves folders alone, and never follows a symbolic link', async () => {
    await put('a/b');
    await mkdir(dir.join('outside'));
    await writeFile(dir.join('outside', 'file'), 'not ours');
    await symlink(dir.join('outside'), join(root, 'link'));
    for (const key of ['a', 'a/', 'link', 'link/file', '.mizuchi', '.mizuchi/meta']) await remove(key);
    expect(await readFile(dir.join('outside', 'file'), 'utf8')).toBe('not ours');
    expect((await objects()).sort()).toEqual(['a', 'link']);
    expect(await head('a/b')).toBeDefined();
  });

  it('looks and deletes as one', async () => {
    const { etag } = await put('k', 'first');
    const ifMatch = new Map([['if-match', etag]]);
    const results = await Promise.allSettled([
      store.putObject({ address: at('k'), headers: ifMatch, body: new MemoryBody('second') }),
      remove('k', ifMatch),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('and writes into the same folder do not disturb each other', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `deep/er/${n}`);
    await Promise.all(
      keys.map(async (key) => {
        for (let round = 0; round < 5; round++) {
          await put(key);
          await remove(key);
        }
      }),
    );
    expect(await objects()).toEqual([]);
    expect(await metadata()).toEqual([]);
  });
});

describe('putObjectTagging of a folder', () => {
  it('keeps tags in the form of the request header', async () => {
    await put('k');
    const tags = [
      { key: 'a b', value: 'c=d' },
      { key: '名', value: '' },
    ];
    await store.putObjectTagging({ address: at('k'), headers: NONE, tags });
    const [file = ''] = await metadata();
    const text = await readFile(join(root, '.mizuchi', 'meta', file), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ headers: { 'x-amz-tagging': 'a%20b=c%3Dd&%E5%90%8D=' } });
    expect(await metadata()).toHaveLength(1);
    expect(await filesBelow(join(root, '.mizuchi', 'tmp'))).toEqual([]);
  });

  it('leaves a file that was put there by hand what it was', async () => {
    await writeFile(join(root, 'by-hand'), 'content');
    const before = await head('by-hand');
    await tag('by-hand', 'v');
    const after = new Map(await head('by-hand'));
    expect(after.get('x-amz-tagging-count')).toBe('1');
    after.delete('x-amz-tagging-count');
    expect(after).toEqual(before);
  });

  it('never gives the tags of an object to the one that replaces it', async () => {
    for (let round = 0; round < 30; round++) {
      await put('k', 'before');
      await Promise.all([put('k', 'after'), tag('k', 'v')]);
      // Tagged after the replacement, or not tagged: in both cases there is one metadata file, that of this content.
      expect(await metadata()).toHaveLength(1);
      expect((await head('k')).get('content-length')).toBe('5');
    }
  });
});
