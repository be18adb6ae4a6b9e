import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';

/** Makes new, renamed and removed names in a folder survive a power failure. */
export async function syncFolder(path: string): Promise<void> {
  await syncFile(path);
}

/** Makes the content of a file survive a power failure. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Creates one folder, whose parent must exist.
 * @returns false when the name is taken, by a folder or by anything else
 */
export async function createFolder(path: string, fsync: boolean): Promise<boolean> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  if (fsync) await syncFolder(dirname(path));
  return true;
}
