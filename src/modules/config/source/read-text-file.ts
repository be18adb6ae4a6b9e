import { readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** No configuration or secret is longer; reading a device or a wrong file must not exhaust memory. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a regular file of at most 4 MiB as UTF-8.
 * @throws an error with a `code`: that of the file system, `NOT_A_FILE`, `TOO_LARGE` or `ERR_ENCODING_INVALID_ENCODED_DATA`
 */
export function readTextFile(path: string): string {
  refuseOthers(statSync(path));
  return decode(readFileSync(path));
}

/** The same while requests are served: a slow file system must not stop them. */
export async function readTextFileLater(path: string): Promise<string> {
  refuseOthers(await stat(path));
  return decode(await readFile(path));
}

function refuseOthers(stats: Stats): void {
  // A FIFO would block the start for ever.
  if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'NOT_A_FILE' });
  if (stats.size > MAX_BYTES) throw Object.assign(new Error('file too large'), { code: 'TOO_LARGE' });
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
