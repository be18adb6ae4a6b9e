import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChangeResult, DeleteObjectRequest } from '../storage/index.js';
import { syncFolder } from './durability.js';
import { parseEtagList } from './etags.js';
import { unlessMissing } from './file-errors.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { removeEmptyFoldersAbove } from './object-folders.js';
import { metadataPath } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import { checkWriteCondition } from './write-condition.js';

/**
 * S3 API reference: DeleteObject. The data file goes first: that is the step readers see, and metadata without it are
 * never read (object-metadata.ts).
 */
export async function deleteObject(folder: StoreFolder, request: DeleteObjectRequest): Promise<ChangeResult> {
  const { key } = request.address;
  const relativePath = relativePathOf(key);
  const path = join(folder.root, relativePath);
  const ifMatch = request.headers.get('if-match');
  await folder.exclusively(pathHashOf(relativePath), async () => {
    const object = await readStoredObject(folder, key);
    if (ifMatch !== undefined) checkWriteCondition({ kind: 'match', etags: parseEtagList(ifMatch) }, key, object);
    if (object === undefined) return;
    await rm(path, { force: true });
    if (folder.fsync) await unlessMissing(syncFolder(dirname(path)));
    await rm(metadataPath(folder, relativePath, object.generation), { force: true });
    await removeEmptyFoldersAbove(folder, relativePath);
  });
  return { headers: new Map() };
}
