import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './file-errors.js';
import { removeStaleLock } from './lock-file.js';
import { generationOf, hashedMetadataPath } from './object-metadata.js';
import { livenessOf } from './process-identity.js';
import type { StoreFolder } from './store-folder.js';
import { parseTemporaryName } from './temporary-file.js';

/** Milliseconds without a write after which a file whose process cannot be asked about is taken for abandoned. */
const ABANDONED = 60 * 60 * 1000;

/** Removes what processes that have died left behind. Files of a living process are never touched. */
export async function sweep(folder: StoreFolder): Promise<void> {
  for (const name of await readdir(folder.temporary)) await sweepTemporary(folder, name);
  for (const name of await readdir(folder.locks)) await removeStaleLock(join(folder.locks, name));
}

async function sweepTemporary(folder: StoreFolder, name: string): Promise<void> {
  const path = join(folder.temporary, name);
  const stat = await unlessMissing(lstat(path, { bigint: true }));
  if (stat === undefined) return;
  const known = parseTemporaryName(name);
  const liveness = known === undefined ? 'unknown' : await livenessOf(known.owner);
  if (liveness === 'alive') return;
  if (liveness === 'unknown' && Date.now() - Number(stat.mtimeMs) < ABANDONED) return;
  // Killed between writing the metadata and publishing. With a second link the object has been published already.
  if (known !== undefined && stat.isFile() && stat.nlink === 1n) {
    await rm(hashedMetadataPath(folder, known.purpose, generationOf(stat)), { force: true });
  }
  await rm(path, { recursive: true, force: true });
}
