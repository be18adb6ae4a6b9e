import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys } from '../../common/s3/key-order.js';
import { unlessMissing } from './file-errors.js';
import { hashedSegment } from './hashed-segment.js';
import { isHashedName, segmentOf } from './key-path.js';
import type { StoreFolder } from './store-folder.js';

/** A file or folder that keys name. */
export interface NamedEntry {
  readonly name: string;
  /** Of the object; for a folder, what the keys in it begin with: with a slash at its end. */
  readonly key: string;
  readonly isFolder: boolean;
}

export interface WantedNames {
  /** How many entries to return at most: the first ones. */
  readonly limit: number;
  readonly isWanted: (key: string, isFolder: boolean) => boolean;
}

/** Names that the system gives at a time. */
const READ_NAMES = 256;

/**
 * Reads the names of a folder in the order of their keys. However many there are, not more than twice the limit are held.
 * @param above what the keys in this folder begin with
 * @returns none where there is no such folder
 */
export async function readNames(
  folder: StoreFolder,
  path: string,
  above: string,
  { limit, isWanted }: WantedNames,
): Promise<readonly NamedEntry[]> {
  const absolute = join(folder.root, path);
  // Not through a link that has taken the folder's place.
  if ((await unlessMissing(lstat(absolute)))?.isDirectory() !== true) return [];
  const entries: NamedEntry[] = [];
  const cut = (): void => {
    entries.sort((a, b) => compareKeys(a.key, b.key));
    entries.splice(limit);
  };
  for await (const dirent of (await unlessMissing(opendir(absolute, { bufferSize: READ_NAMES }))) ?? []) {
    const entry = await nameEntry(folder, path, above, dirent);
    if (entry === undefined || !isWanted(entry.key, entry.isFolder)) continue;
    entries.push(entry);
    if (entries.length === 2 * limit) cut();
  }
  cut();
  return entries;
}

/** @returns undefined for links, for other special files, and for names that no key has, such as the store's own folder */
async function nameEntry(
  folder: StoreFolder,
  path: string,
  above: string,
  dirent: Dirent,
): Promise<NamedEntry | undefined> {
  const { name } = dirent;
  const isFolder = dirent.isDirectory();
  if (!isFolder && !dirent.isFile()) return undefined;
  const relativePath = path === '' ? name : `${path}/${name}`;
  const segment = isHashedName(name) ? await hashedSegment(folder, relativePath, isFolder) : segmentOf(name);
  return segment === undefined ? undefined : { name, key: `${above}${segment}${isFolder ? '/' : ''}`, isFolder };
}
