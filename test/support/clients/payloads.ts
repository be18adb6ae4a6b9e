import { readFile } from 'node:fs/promises';
import { writeRandomFile } from '../random-file.js';
import { tempDir } from '../temp-dir.js';

/** A file that clients upload. */
export interface Payload {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  read(): Promise<Buffer>;
}

export interface Payloads {
  readonly empty: Payload;
  /** 5 KiB. */
  readonly small: Payload;
  /** 8 MiB: more than what clients send without asking first. */
  readonly medium: Payload;
  /** 64 MiB and a byte: more than what clients send in one request, and not a multiple of any part size. */
  readonly large: Payload;
  readonly remove: () => Promise<void>;
}

export async function createPayloads(): Promise<Payloads> {
  const dir = await tempDir('mizuchi-payloads-');
  const create = async (name: string, bytes: number): Promise<Payload> => {
    const path = dir.join(name);
    return { path, bytes, sha256: await writeRandomFile(path, bytes, { seed: name }), read: () => readFile(path) };
  };
  return {
    empty: await create('empty', 0),
    small: await create('small', 5 * 1024),
    medium: await create('medium', 8 * 1024 ** 2),
    large: await create('large', 64 * 1024 ** 2 + 1),
    remove: () => dir.remove(),
  };
}
