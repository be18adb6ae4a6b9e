import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { syncFolder } from './durability.js';
import { isMissing, unlessMissing } from './file-errors.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { ensureFoldersAbove, nameConflict, removeEmptyFolders } from './object-folders.js';
import { generationOf, metadataPath, writeMetadata } from './object-metadata.js';
import type { ObjectMetadata } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import type { TemporaryFile } from './temporary-file.js';
import { checkWriteCondition } from './write-condition.js';
import type { WriteCondition } from './write-condition.js';

export interface NewObject {
  readonly data: TemporaryFile;
  readonly metadata: Omit<ObjectMetadata, 'lastModified'>;
  readonly condition: WriteCondition;
}

/** Others may remove an empty folder, or make one, between our two steps: how often to begin again. */
const MOST_ATTEMPTS = 20;

/**
 * Makes a finished temporary file an object, together with its metadata and in one step (see object-metadata.ts).
 *
 * Writers of one object take turns under a lock, for two reasons: If-Match must look and write as one, and each writer
 * has to know exactly which generation it replaced, to remove the metadata of that one. The lock is held for
 * a few system calls only, never while a body or a disk is waited for. `If-None-Match: *` does not depend on it:
 * link(2) fails when the name exists, whoever created it.
 *
 * @throws GatewayError PreconditionFailed, NoSuchKey, OperationAborted; the object is then as it was before
 */
export async function publishObject(folder: StoreFolder, object: NewObject): Promise<void> {
  const relativePath = relativePathOf(object.metadata.key);
  const metadataFile = await writeMetadata(folder, relativePath, object.data.handle, object.metadata);
  let replaced: string | undefined;
  try {
    await object.data.finish(folder.fsync);
    replaced = await folder.exclusively(pathHashOf(relativePath), () => putInPlace(folder, relativePath, object));
  } catch (error) {
    await rm(metadataFile, { force: true });
    throw error;
  }
  // Before the old metadata go: after a power failure, the old data must not be found without them.
  if (folder.fsync) await syncFolder(dirname(join(folder.root, relativePath)));
  if (replaced !== undefined) await rm(metadataPath(folder, relativePath, replaced), { force: true });
}

/** @returns the generation that was replaced, if there was an object */
async function putInPlace(folder: StoreFolder, relativePath: string, object: NewObject): Promise<string | undefined> {
  const target = join(folder.root, relativePath);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const replaced = await generationAt(target);
    if (object.condition.kind !== 'none') {
      const { key } = object.metadata;
      checkWriteCondition(object.condition, key, await readStoredObject(folder, key));
    }
    try {
      await ensureFoldersAbove(folder, relativePath);
      if (object.condition.kind === 'absent') await link(object.data.path, target);
      else await rename(object.data.path, target);
      return replaced;
    } catch (error) {
      // EEXIST and EISDIR: an object or a folder has appeared here. Missing: a folder above has vanished. Look again.
      if (!isMissing(error) && errorCode(error) !== 'EEXIST' && errorCode(error) !== 'EISDIR') throw error;
    }
  }
  throw new GatewayError('OperationAborted');
}

/** @throws GatewayError OperationAborted when the name is taken by something that is not an object */
async function generationAt(target: string): Promise<string | undefined> {
  const stat = await unlessMissing(lstat(target, { bigint: true }));
  if (stat === undefined) return undefined;
  if (stat.isFile()) return generationOf(stat);
  if (stat.isDirectory() && (await removeEmptyFolders(target))) return undefined;
  throw nameConflict();
}
