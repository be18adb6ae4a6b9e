import { compareKeys } from '../../common/s3/key-order.js';
import { relativePathOf } from './key-path.js';
import { isReachedWithoutLinks } from './object-folders.js';
import { readNames } from './read-names.js';
import type { NamedEntry } from './read-names.js';
import type { StoreFolder } from './store-folder.js';

/** Entries of one folder that are held at a time. A larger folder is read again for the ones behind them. */
const BATCH = 4096;

/**
 * Walks over the keys of a folder in S3's order. A folder sorts as its name and a slash, since that is how the keys in it
 * begin; so the tree can be walked without looking at more than one way down.
 */
export class KeyWalk {
  #skipped: string | undefined;

  /** @param after keys up to this one are left out */
  constructor(
    private readonly folder: StoreFolder,
    private readonly prefix: string,
    private readonly after: string,
  ) {}

  /** Leaves out, from now on, all keys that begin like this. */
  skip(prefix: string): void {
    this.#skipped = prefix;
  }

  async *keys(): AsyncGenerator<string, void, undefined> {
    // Segments that the prefix names in full are walked down at once.
    const above = this.prefix.slice(0, this.prefix.lastIndexOf('/') + 1);
    const path = above === '' ? '' : relativePathOf(above.slice(0, -1));
    if (path !== '' && !(await isReachedWithoutLinks(this.folder, path))) return;
    yield* this.#keysIn(path, above);
  }

  /** @param above what the keys in this folder begin with */
  async *#keysIn(path: string, above: string): AsyncGenerator<string, void, undefined> {
    let last: string | undefined;
    for (;;) {
      const isWanted = (key: string, isFolder: boolean): boolean =>
        (last === undefined || compareKeys(key, last) > 0) && this.#mayMatch(key, isFolder);
      const entries = await readNames(this.folder, path, above, { limit: BATCH, isWanted });
      for (const entry of entries) yield* this.#keysOf(entry, path);
      if (entries.length < BATCH) return;
      last = entries.at(-1)?.key;
    }
  }

  async *#keysOf({ name, key, isFolder }: NamedEntry, path: string): AsyncGenerator<string, void, undefined> {
    // Asked again: what is skipped may have been decided since the names were read.
    if (!this.#mayMatch(key, isFolder)) return;
    if (isFolder) yield* this.#keysIn(path === '' ? name : `${path}/${name}`, key);
    else yield key;
  }

  /** @param key of an object, or what the keys in a folder begin with */
  #mayMatch(key: string, isFolder: boolean): boolean {
    if (this.#skipped !== undefined && key.startsWith(this.#skipped)) return false;
    if (!key.startsWith(this.prefix) && !(isFolder && this.prefix.startsWith(key))) return false;
    return compareKeys(key, this.after) > 0 || (isFolder && this.after.startsWith(key));
  }
}
