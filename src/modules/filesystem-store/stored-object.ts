import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { unlessMissing } from './file-errors.js';
import { relativePathOf } from './key-path.js';
import { isReachedWithoutLinks } from './object-folders.js';
import { generationOf, metadataOfForeignFile, readMetadata } from './object-metadata.js';
import type { ObjectMetadata } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';

export interface StoredObject {
  readonly metadata: ObjectMetadata;
  readonly lastModified: Date;
  /** Of the data file, see object-metadata.ts. */
  readonly generation: string;
}

/** How often a reader looks again at an object that is being replaced without end. */
const MOST_LOOKS = 100;

/**
 * Reads what is known of an object. Symbolic links and other special files are no objects.
 * @returns undefined when there is no such object
 */
export async function readStoredObject(folder: StoreFolder, key: string): Promise<StoredObject | undefined> {
  const relativePath = relativePathOf(key);
  const path = join(folder.root, relativePath);
  let before = await statFile(path);
  if (before === undefined || !(await isReachedWithoutLinks(folder, relativePath))) return undefined;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const metadata = await readMetadata(folder, key, relativePath, generationOf(before));
    const after = await statFile(path);
    if (after === undefined) return undefined;
    // Only a file that has not changed around the look at its metadata belongs to them, or is known to have none.
    if (after.ino === before.ino && generationOf(after) === generationOf(before)) {
      const generation = generationOf(after);
      return { metadata: metadata ?? metadataOfForeignFile(key, after), lastModified: after.mtime, generation };
    }
    before = after;
  }
  throw new GatewayError('OperationAborted');
}

async function statFile(path: string): Promise<BigIntStats | undefined> {
  const stat = await unlessMissing(lstat(path, { bigint: true }));
  return stat?.isFile() === true ? stat : undefined;
}
