import { constants } from 'node:fs';
import { access, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { StoreHealth } from '../storage/index.js';
import { createOwnFolders } from './own-folders.js';
import { unlessMissing } from './file-errors.js';
import { StoreFolder } from './store-folder.js';
import { sweep } from './sweep.js';

const PLACEHOLDER = '{bucket}';
/** Naming rules of general purpose buckets. The caller checks them too, but here a name becomes part of a path. */
const BUCKET_NAME = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

/** Finds the folder of a bucket: always the same one, or one for each bucket where the root contains `{bucket}`. */
export class BucketFolders {
  private readonly folders = new Map<string, StoreFolder>();
  private readonly prepared = new Map<string, Promise<void>>();
  private readonly isTemplate: boolean;

  constructor(
    private readonly root: string,
    private readonly fsync: boolean,
  ) {
    this.isTemplate = root.includes(PLACEHOLDER);
  }

  /** Creates and sweeps the folder of a plain root. Those of a template are created by the operator, never here. */
  async start(): Promise<void> {
    if (this.isTemplate) return;
    await mkdir(resolve(this.root), { recursive: true });
    await this.forWriting('');
  }

  /**
   * The folder of an existing bucket.
   * @throws GatewayError NoSuchBucket; ServiceUnavailable when the folder of a plain root has vanished
   */
  async find(bucket: string): Promise<StoreFolder> {
    if (this.isTemplate && !BUCKET_NAME.test(bucket)) throw noSuchBucket(bucket);
    const path = await unlessMissing(realpath(resolve(this.root.replaceAll(PLACEHOLDER, bucket))));
    if (path === undefined || !(await stat(path)).isDirectory()) {
      throw this.isTemplate ? noSuchBucket(bucket) : new GatewayError('ServiceUnavailable');
    }
    let folder = this.folders.get(path);
    if (folder === undefined) {
      folder = new StoreFolder(path, this.fsync);
      this.folders.set(path, folder);
    }
    return folder;
  }

  /** The same, with the store's own folders in it. What dead processes left there is removed on first use. */
  async forWriting(bucket: string): Promise<StoreFolder> {
    const folder = await this.find(bucket);
    await (this.prepared.get(folder.root) ?? this.prepare(folder));
    // The bucket may have been removed and created anew while we were running.
    if ((await unlessMissing(lstat(folder.temporary))) === undefined) await this.prepare(folder);
    return folder;
  }

  async health(): Promise<StoreHealth> {
    // Of a template, the folder that holds the buckets; each bucket answers for itself.
    const path = this.isTemplate ? dirname(this.root.slice(0, this.root.indexOf(PLACEHOLDER)) + '_') : this.root;
    try {
      if (!(await stat(path)).isDirectory()) return { ready: false, reason: 'the storage folder is not a folder' };
      await access(
        path,
        this.isTemplate ? constants.R_OK | constants.X_OK : constants.R_OK | constants.W_OK | constants.X_OK,
      );
      return { ready: true };
    } catch {
      return { ready: false, reason: 'the storage folder is missing or not writable' };
    }
  }

  private async prepare(folder: StoreFolder): Promise<void> {
    const done = createOwnFolders(folder).then(() => sweep(folder));
    this.prepared.set(folder.root, done);
    try {
      await done;
    } catch (error) {
      // The next write tries again.
      this.prepared.delete(folder.root);
      throw error;
    }
  }
}

function noSuchBucket(bucket: string): GatewayError {
  return new GatewayError('NoSuchBucket', { details: { BucketName: bucket } });
}
