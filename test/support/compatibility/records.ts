import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Store, Transport } from './client.js';

/** How one case of a client went on one store over one transport. */
export interface CaseRecord {
  readonly case: string;
  readonly bytes: number;
  /** The forms in which its bytes came. */
  readonly sends: readonly string[];
  readonly result: string;
}

/**
 * Writes what `npm run compatibility` makes the page of, into the folder that MIZUCHI_COMPATIBILITY names. Without
 * that variable a run leaves nothing behind.
 */
export async function recordRun(
  client: Client,
  store: Store,
  transport: Transport,
  cases: readonly CaseRecord[],
): Promise<void> {
  const folder = process.env['MIZUCHI_COMPATIBILITY'] ?? '';
  if (folder === '') return;
  await mkdir(folder, { recursive: true });
  const { name, occasional = false } = client;
  const run = { client: name, version: await client.version(), occasional, store, transport, cases };
  await writeFile(join(folder, `${name}-${store}-${transport}.json`), JSON.stringify(run));
}
