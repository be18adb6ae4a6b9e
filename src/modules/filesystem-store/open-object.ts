import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { unlessMissing } from './file-errors.js';
import { relativePathOf } from './key-path.js';
import { generationOf } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import type { StoredObject } from './stored-object.js';

export interface OpenObject {
  readonly object: StoredObject;
  /** The very file that `object` describes. To be closed by the caller. */
  readonly file: FileHandle;
}

/** How often a reader begins again with an object that is being replaced without end. */
const MOST_LOOKS = 100;
/** Not through a link, and without waiting for the writer of a pipe: both could have taken the file's place meanwhile. */
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws GatewayError NoSuchKey, OperationAborted */
export async function openStoredObject(folder: StoreFolder, key: string): Promise<OpenObject> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const object = await readStoredObject(folder, key);
    if (object === undefined) throw new GatewayError('NoSuchKey', { details: { Key: key } });
    const file = await openFile(join(folder.root, relativePathOf(key)));
    if (file === undefined) continue;
    const stat = await file.stat({ bigint: true });
    if (stat.isFile() && generationOf(stat) === object.generation) return { object, file };
    await file.close();
  }
  throw new GatewayError('OperationAborted');
}

/** @returns undefined when something else is there by now */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await unlessMissing(open(path, READ_ONLY));
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return undefined;
    throw error;
  }
}
