import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { currentProcess, formatIdentity, parseIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import type { StoreFolder } from './store-folder.js';

/**
 * A new name in the temporary folder. It tells the sweep who wrote the file and what it was to become.
 * @param purpose path hash of the object, or a word; no dots
 */
export async function temporaryPath(folder: StoreFolder, purpose: string): Promise<string> {
  const owner = formatIdentity(await currentProcess());
  return join(folder.temporary, `${owner}.${purpose}.${randomBytes(8).toString('hex')}`);
}

export function parseTemporaryName(name: string): { owner: ProcessIdentity; purpose: string } | undefined {
  const [identity, purpose] = name.split('.');
  const owner = parseIdentity(identity ?? '');
  return owner === undefined || purpose === undefined ? undefined : { owner, purpose };
}

/** A file that is invisible until it is renamed or linked to its place. */
export class TemporaryFile {
  private constructor(
    readonly path: string,
    readonly handle: FileHandle,
  ) {}

  static async create(folder: StoreFolder, purpose: string): Promise<TemporaryFile> {
    const path = await temporaryPath(folder, purpose);
    return new TemporaryFile(path, await open(path, 'wx'));
  }

  /** Opens it a second time, to read what is in it. To be closed by the caller. */
  async reader(): Promise<FileHandle> {
    return open(this.path, 'r');
  }

  /** Ends writing. Errors that the kernel kept for later come now, while nothing is visible. */
  async finish(fsync: boolean): Promise<void> {
    if (fsync) await this.handle.sync();
    await this.handle.close();
  }

  /** Removes what is left under the temporary name. To be called in any case, also after publishing. */
  async discard(): Promise<void> {
    // The file is worthless or published and synced by now: what closing it reports changes nothing.
    await this.handle.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}
