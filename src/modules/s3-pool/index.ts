import type { S3Config } from '../config/index.js';
import type { ObjectStore } from '../storage/index.js';
import { S3Store } from './s3-store.js';

export { S3Store } from './s3-store.js';

/**
 * The store behind a bucket's `s3` block.
 * @throws the error of Node when a file of its TLS block cannot be read
 */
export function createS3Store(config: S3Config): ObjectStore {
  return new S3Store(config);
}
