import { readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { BoundedSpool } from '../../src/modules/spool/bounded-spool.js';
import type { SpooledBytes } from '../../src/modules/spool/index.js';
import { tempDir } from '../support/temp-dir.js';

const MEMORY = 64 * 1024;
const NEVER = new AbortController().signal;

async function contentOf(spooled: SpooledBytes): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of spooled.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('BoundedSpool', () => {
  it.each([
    ['memory', MEMORY, { memory: MEMORY, disk: 0 }],
    ['disk', MEMORY + 1, { memory: 0, disk: MEMORY + 1 }],
  ] as const)('keeps bytes in %s and frees their room', async (_where, bytes, used) => {
    await using dir = await tempDir();
    const spool = new BoundedSpool(dir.join('spool'), { memory: 2 * MEMORY, disk: 4 * MEMORY });
    const spooled = await spool.reserve(bytes, NEVER);
    expect(spool.used).toEqual(used);
    await spooled.append(Buffer.from('hello '));
    await spooled.append(Buffer.alloc(bytes - 6, 'x'));
    await expect(spooled.append(Buffer.alloc(1))).rejects.toMatchObject({ code: 'InternalError' });
    expect(spooled.length).toBe(bytes);
    expect(
      (await contentOf(spooled)).equals(Buffer.concat([Buffer.from('hello '), Buffer.alloc(bytes - 6, 'x')])),
    ).toBe(true);
    await spooled.discard();
    await spooled.discard();
    expect(spool.used).toEqual({ memory: 0, disk: 0 });
  });

  it('keeps files that nobody else can open', async () => {
    await using dir = await tempDir();
    const spool = new BoundedSpool(dir.join('spool'), { memory: 1, disk: 4 * MEMORY });
    const spooled = await spool.reserve(100_000, NEVER);
    await spooled.append(Buffer.alloc(100_000));
    expect(await readdir(dir.join('spool'))).toEqual([]);
    expect((await stat(dir.join('spool'))).mode & 0o777).toBe(0o700);
    const links = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(links.filter((link) => link.startsWith(dir.join('spool')))).toHaveLength(1);
    await spooled.discard();
  });

  it('uses the disk when the memory is full, and then lets wait', async () => {
    await using dir = await tempDir();
    const spool = new BoundedSpool(dir.join('spool'), { memory: 10, disk: 10 });
    const first = await spool.reserve(10, NEVER);
    const second = await spool.reserve(10, NEVER);
    expect(spool.used).toEqual({ memory: 10, disk: 10 });
    const leaving = new AbortController();
    const gone = spool.reserve(6, leaving.signal);
    const third = spool.reserve(5, NEVER);
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    await second.discard();
    await (await third).discard();
    await first.discard();
    expect(spool.used).toEqual({ memory: 0, disk: 0 });
  });

  it('refuses what could never find room', async () => {
    await using dir = await tempDir();
    const spool = new BoundedSpool(dir.join('spool'), { memory: 10, disk: 10 });
    await expect(spool.reserve(11, NEVER)).rejects.toMatchObject({ code: 'EntityTooLarge' });
  });

  it('gives the room back when no file can be made', async () => {
    await using dir = await tempDir();
    await writeFile(dir.join('spool'), 'a file, no folder');
    const spool = new BoundedSpool(dir.join('spool'), { memory: 1, disk: 10 });
    await expect(spool.reserve(10, NEVER)).rejects.toMatchObject({ code: 'InternalError' });
    expect(spool.used).toEqual({ memory: 0, disk: 0 });
  });
});
