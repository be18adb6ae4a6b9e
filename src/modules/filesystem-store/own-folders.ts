import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { createFolder } from './durability.js';
import type { StoreFolder } from './store-folder.js';

/**
 * Creates the store's own folders in a root.
 * @throws GatewayError ServiceUnavailable when one of the names is taken, for example by a link out of the root
 */
export async function createOwnFolders(folder: StoreFolder): Promise<void> {
  const { temporary, metadata, uploads, locks, fsync } = folder;
  for (const path of [dirname(temporary), temporary, metadata, uploads, locks]) {
    if (await createFolder(path, fsync)) continue;
    if (!(await lstat(path)).isDirectory()) {
      throw new GatewayError('ServiceUnavailable', { cause: new Error(`${path} is not a folder`) });
    }
  }
}
