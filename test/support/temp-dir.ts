import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test: `await using folder = await tempDir()` removes it when the block ends. */
export interface TempDir extends AsyncDisposable {
  readonly path: string;
  /** Path of a file or folder inside. */
  join(...segments: string[]): string;
  /** Removes the folder and all in it. May be called twice. */
  remove(): Promise<void>;
}

/** Creates an empty folder below the system's temporary one. For `beforeAll`, call `remove()` in `afterAll`. */
export async function tempDir(prefix = 'mizuchi-test-'): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 3 });
  return { path, join: (...segments) => join(path, ...segments), remove, [Symbol.asyncDispose]: remove };
}
