import { lstat, opendir, realpath, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { createFolder } from './durability.js';
import { unlessMissing } from './file-errors.js';
import type { StoreFolder } from './store-folder.js';

/*
 * Symbolic links: what a key names is never looked for, or written, behind a link that lies inside the root. This holds
 * for every link that exists when a request begins to publish. A local process that swaps a folder for a link at
 * the very moment between our look and the rename could still divert that one file; such a process may write into
 * the root, and so change every object, anyway.
 */

/**
 * Creates the folders above an object's file.
 * @throws GatewayError OperationAborted when one of them is an object or a symbolic link
 */
export async function ensureFoldersAbove(folder: StoreFolder, relativePath: string): Promise<void> {
  const parent = dirname(join(folder.root, relativePath));
  if (
    (await unlessMissing(realpath(parent))) === parent &&
    (await unlessMissing(lstat(parent)))?.isDirectory() === true
  ) {
    return;
  }
  let path = folder.root;
  for (const name of relativePath.split('/').slice(0, -1)) {
    path = join(path, name);
    if (await createFolder(path, folder.fsync)) continue;
    if (!(await lstat(path)).isDirectory()) throw nameConflict();
  }
}

/** Whether the way from the root to an existing file leads through real folders only. */
export async function isReachedWithoutLinks(folder: StoreFolder, relativePath: string): Promise<boolean> {
  const file = join(folder.root, relativePath);
  if ((await unlessMissing(realpath(file))) === file) return true;
  // The two also differ where the file system ignores case and the folder was created with another one.
  let path = folder.root;
  for (const name of relativePath.split('/')) {
    path = join(path, name);
    if ((await unlessMissing(lstat(path)))?.isSymbolicLink() !== false) return false;
  }
  return true;
}

/**
 * Folders without any file in them are no objects, but would stand in the way of one: they remain when a write fails
 * after its folders were made, or when files were deleted by hand.
 * @returns whether the folder is gone
 */
export async function removeEmptyFolders(path: string): Promise<boolean> {
  // Not readdir: one entry is enough to know that a folder of a million files is not empty.
  for await (const entry of (await unlessMissing(opendir(path))) ?? []) {
    if (!entry.isDirectory() || !(await removeEmptyFolders(join(path, entry.name)))) return false;
  }
  try {
    await unlessMissing(rmdir(path));
    return true;
  } catch (error) {
    // Somebody has put an object into it meanwhile.
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the folders that a deleted object has left empty, up to the root. */
export async function removeEmptyFoldersAbove(folder: StoreFolder, relativePath: string): Promise<void> {
  for (let path = dirname(relativePath); path !== '.'; path = dirname(path)) {
    if (!(await removeEmptyFolders(join(folder.root, path)))) return;
  }
}

/** A file cannot be a folder at the same time. S3 knows no such conflict and so has no code of its own for it. */
export function nameConflict(): GatewayError {
  return new GatewayError('OperationAborted', {
    message:
      'Objects of this bucket are files: a key cannot be an object and, followed by a slash, the beginning of another key.',
    retryable: false,
  });
}
