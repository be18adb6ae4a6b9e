import type { BucketConfig } from '../modules/config/index.js';
import { createFilesystemStore } from '../modules/filesystem-store/index.js';
import { createS3Store } from '../modules/s3-pool/index.js';
import type { ObjectStore } from '../modules/storage/index.js';

/** The one place that knows which adapter serves which configuration block. */
export async function storeFactory(config: BucketConfig): Promise<ObjectStore> {
  return config.filesystem === undefined ? createS3Store(config.s3) : createFilesystemStore(config.filesystem);
}
