import { join } from 'node:path';
import { PRIVATE_FOLDER } from './key-path.js';
import { KeyedMutex } from './keyed-mutex.js';
import { withLockFile } from './lock-file.js';

/** One root and the folders the store keeps in it, all in one file system so that a rename is atomic. */
export class StoreFolder {
  /** Files on their way, named after the process that writes them. */
  readonly temporary: string;
  /** See object-metadata.ts. */
  readonly metadata: string;
  /** One folder for each multipart upload in progress. */
  readonly uploads: string;
  readonly locks: string;
  private readonly mutex = new KeyedMutex();

  /**
   * @param root absolute path without symbolic links
   * @param fsync whether a write is answered only once it would survive a power failure
   */
  constructor(
    readonly root: string,
    readonly fsync: boolean,
  ) {
    const own = join(root, PRIVATE_FOLDER);
    this.temporary = join(own, 'tmp');
    this.metadata = join(own, 'meta');
    this.uploads = join(own, 'uploads');
    this.locks = join(own, 'locks');
  }

  /** Runs a task alone among all that use the same name, here (first come, first served) and in other processes. */
  async exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.mutex.run(name, () => withLockFile(join(this.locks, name), task));
  }
}
