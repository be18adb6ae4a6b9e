import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { errorCode } from '../errors/classify.js';

const MODE = 0o600;
const OF_OTHERS = 0o077;

/**
 * Writes a secret into a file that does not exist yet, whole or not at all. Several processes may do so at once:
 * link(2) lets exactly one of them publish, for the others nothing happens.
 * @throws the file system's error
 */
export async function createPrivateFile(file: string, content: string): Promise<void> {
  await publish(file, content, async (draft) => {
    try {
      await link(draft, file);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
}

/**
 * The same in place of whatever file has that name.
 * @throws the file system's error
 */
export async function replacePrivateFile(file: string, content: string): Promise<void> {
  await publish(file, content, (draft) => rename(draft, file));
}

/**
 * @returns undefined where there is no such file, or where others than its owner may read or write it: a secret that
 *   others could know is none
 * @throws the file system's error
 */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mode } = await handle.stat();
    return (mode & OF_OTHERS) === 0 ? await handle.readFile('utf8') : undefined;
  } finally {
    await handle.close();
  }
}

async function publish(file: string, content: string, as: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', MODE);
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await as(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
