import type { CorsPolicy } from '../../common/s3/cors/cors-policy.js';
import type { BucketConfig } from '../config/index.js';
import type { UploadPolicy } from '../policy/index.js';
import type { ObjectStore, StoreCors } from '../storage/index.js';
import type { Authenticator } from './authenticator.js';
import type { Authorizers } from './authorizer.js';

/** What one configured bucket became: everything that serving a request for it needs. */
export interface BucketRuntime {
  readonly name: string;
  readonly config: BucketConfig;
  readonly store: ObjectStore;
  /** Undefined for an open bucket; a bucket with authentication that lacks one refuses everything. */
  readonly authenticator: Authenticator | undefined;
  /** What else has to agree; a bucket with an engine configured that lacks it here refuses everything. */
  readonly authorizers: Authorizers;
  /** What new objects must be. */
  readonly policy: UploadPolicy;
  /** Names of the operations it offers. */
  readonly operations: ReadonlySet<string>;
  /** The rules of the configuration. Without them and `storeCors` no page of another origin may use the bucket. */
  readonly cors: CorsPolicy | undefined;
  /** The rules of the store, under `cors: passthrough`. */
  readonly storeCors: StoreCors<ObjectStore> | undefined;
}

/** Releases what a bucket holds: connections, files, timers. */
export async function closeBucket({ store, authenticator, authorizers }: BucketRuntime): Promise<void> {
  const authorities = Object.values(authorizers).map((authorizer) => authorizer.close());
  await Promise.all([store.close(), authenticator?.close(), ...authorities]);
}
