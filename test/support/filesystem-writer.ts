/*
 * A process of its own for tests of the filesystem store: several of them share one folder, and one may be killed.
 * Usage: filesystem-writer.ts TASK ROOT. Writes a line to standard output whenever something has been done.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { withLockFile } from '../../src/modules/filesystem-store/lock-file.js';
import { isGatewayError } from '../../src/common/errors/classify.js';
import { MemoryBody, patternedBytes } from './memory-body.js';

const [task = '', root = ''] = process.argv.slice(2);
const store = await createFilesystemStore({ root, fsync: false });
const address = (key: string): { bucket: string; key: string } => ({ bucket: 'b', key });
const report = (line: string | number): void => {
  process.stdout.write(`${line}\n`);
};
const forever = (): Promise<void> => sleep(3_600_000);

/** Replaces the same few objects without end, by single puts and by multipart uploads. */
async function overwrite(): Promise<void> {
  for (let round = 0; ; round++) {
    const content = patternedBytes(1 + ((process.pid * 7 + round * 7919) % 300_000), round % 256);
    const headers = new Map([['x-amz-meta-size', String(content.length)]]);
    await store.putObject({ address: address(`put-${round % 3}`), headers, body: new MemoryBody(content) });
    const target = { address: address('folder/multipart'), headers };
    const { uploadId } = await store.createMultipartUpload(target);
    const part = {
      ...target,
      uploadId,
      partNumber: 1,
      headers: new Map<string, string>(),
      body: new MemoryBody(content),
    };
    const { etag } = await store.uploadPart(part);
    const parts = [{ partNumber: 1, etag, checksums: {} }];
    await store.completeMultipartUpload({ ...part, parts });
    report(round);
  }
}

/** Tries to be the one who creates each of 40 objects; reports those where it was. */
async function create(): Promise<void> {
  for (let n = 0; n < 40; n++) {
    const headers = new Map([['if-none-match', '*']]);
    try {
      await store.putObject({ address: address(`race/${n}`), headers, body: new MemoryBody(String(process.pid)) });
      report(n);
    } catch (error) {
      if (!isGatewayError(error) || error.code !== 'PreconditionFailed') throw error;
    }
  }
}

/** Counts up in an object 25 times, each time only if nobody else has meanwhile. */
async function count(): Promise<void> {
  for (let done = 0; done < 25;) {
    const { headers } = await store.headObject({ address: address('counter'), headers: new Map() });
    const next = Number(headers.get('x-amz-meta-count')) + 1;
    const update = new Map([
      ['if-match', headers.get('etag') ?? ''],
      ['x-amz-meta-count', String(next)],
    ]);
    try {
      await store.putObject({ address: address('counter'), headers: update, body: new MemoryBody(`count ${next}`) });
      done++;
    } catch (error) {
      if (!isGatewayError(error) || error.code !== 'PreconditionFailed') throw error;
    }
  }
  report('done');
}

/** Stops in the middle of a body. */
async function stall(): Promise<void> {
  const body = new MemoryBody(patternedBytes(1_000_000), { pause: forever() });
  const put = store.putObject({ address: address('stalled'), headers: new Map(), body });
  while ((await readdir(join(root, '.mizuchi', 'tmp'))).length === 0) await sleep(5);
  report('stalled');
  await put;
}

/** Takes a lock and keeps it. */
async function hold(): Promise<void> {
  await withLockFile(join(root, 'lock'), async () => {
    report('held');
    await forever();
  });
}

const tasks: Readonly<Record<string, () => Promise<void>>> = { overwrite, create, count, stall, hold };
await tasks[task]?.();
