import { lstat, opendir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './file-errors.js';
import { fileNameOf } from './key-path.js';
import { generationOf, keyInMetadata, metadataPath } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';

/**
 * The segment whose hash is the last name of a path. Only the keys in metadata know it: that of the file itself, or of any
 * file in the folder.
 * @returns undefined when no metadata tell it: files that were put there by hand have none
 */
export async function hashedSegment(
  folder: StoreFolder,
  relativePath: string,
  isFolder: boolean,
): Promise<string | undefined> {
  const key = isFolder ? await keyInFolder(folder, relativePath) : await keyOfFile(folder, relativePath);
  const names = relativePath.split('/');
  const segment = key?.split('/')[names.length - 1];
  return segment !== undefined && fileNameOf(segment) === names.at(-1) ? segment : undefined;
}

async function keyInFolder(folder: StoreFolder, relativePath: string): Promise<string | undefined> {
  for await (const entry of (await unlessMissing(opendir(join(folder.root, relativePath)))) ?? []) {
    const path = `${relativePath}/${entry.name}`;
    const key = entry.isDirectory()
      ? await keyInFolder(folder, path)
      : entry.isFile()
        ? await keyOfFile(folder, path)
        : undefined;
    if (key !== undefined) return key;
  }
  return undefined;
}

async function keyOfFile(folder: StoreFolder, relativePath: string): Promise<string | undefined> {
  const stat = await unlessMissing(lstat(join(folder.root, relativePath), { bigint: true }));
  if (stat === undefined) return undefined;
  const text = await unlessMissing(readFile(metadataPath(folder, relativePath, generationOf(stat)), 'utf8'));
  return text === undefined ? undefined : keyInMetadata(text);
}
