import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ODD_KEYS } from '../odd-keys.js';
import { describeWhereAtHand, describeWith } from '../requirements.js';
import { tempDir } from '../temp-dir.js';
import type { TempDir } from '../temp-dir.js';
import type { Client, ClientCase, Job, Refusal, Store, Transport } from './client.js';
import { createPayloads, payloadBytes } from './payloads.js';
import type { Payloads } from './payloads.js';
import { recordRun } from './records.js';
import { RequestObserver } from './request-form.js';
import { startSignedTarget } from './signed-target.js';
import type { SignedTarget } from './signed-target.js';

const TRANSPORTS: readonly Transport[] = ['http', 'https'];
/** All cases of a client on a busy machine; nothing waits for a time of its own. Milliseconds. */
const PATIENCE_MS = 240_000;
/** Keys that cannot be file names of the posix backend: a folder holds no data, and a segment has 255 bytes. */
const NO_KEYS_OF_VERSITYGW = ['a trailing slash', '1024 bytes of UTF-8'];

/** Describes what clients do with their defaults and real keys, on one store, over http and behind TLS. */
export function describeClients(store: Store, clients: readonly Client[]): void {
  let dir: TempDir;
  let payloads: Payloads;
  let target: SignedTarget;
  let observer: RequestObserver;
  beforeAll(async () => {
    dir = await tempDir('mizuchi-payloads-');
    payloads = await createPayloads((name) => dir.join(name));
    target = await startSignedTarget(store);
    observer = new RequestObserver(target.gateway.port);
  });
  afterAll(async () => {
    observer.stop();
    await target.close();
    await dir.remove();
  });

  const servers = store === 'versitygw' ? (['versitygw'] as const) : [];
  for (const client of clients) {
    const describeClient = client.occasional === true ? describeWhereAtHand : describeWith;
    describeClient([...servers, ...client.needs], client.name, () => {
      it.each(TRANSPORTS)('uploads over %s', (transport) => checkCases(client, transport), PATIENCE_MS);
      const { over } = client.oddKeys;
      it.each(over === undefined ? TRANSPORTS : [over])(
        'uploads to odd keys over %s',
        (transport) => checkOddKeys(client, transport),
        PATIENCE_MS,
      );
    });
  }

  async function checkCases(client: Client, transport: Transport): Promise<void> {
    const jobs = client.cases.map((item) => ({ item, job: jobOf(item) }));
    const words = await client.upload(
      target.session(transport),
      jobs.map(({ job }) => job),
    );
    const cases = await Promise.all(
      jobs.map(async ({ item, job }, index) => {
        const sends = observer.formsOf(target.pathOf(job.key));
        const result = await resultOf(item, job, words[index], transport);
        const unseen = result === 'stored' && sends.length === 0;
        return {
          case: item.name,
          bytes: payloadBytes(item.payload),
          sends,
          result: unseen ? 'stored without a request' : result,
        };
      }),
    );
    await recordRun(client, store, transport, cases);
    const expected = client.cases.map((item, index) => ({
      case: item.name,
      result: expectedResult(item, transport, cases[index]?.result),
    }));
    expect(cases.map(({ case: name, result }) => ({ case: name, result }))).toEqual(expected);
  }

  function jobOf({ call, payload, checksum, metadata }: ClientCase): Job {
    return {
      call,
      file: payloads[payload].path,
      key: `clients/${randomUUID()}`,
      ...(checksum !== undefined && { checksum }),
      ...(metadata !== undefined && { metadata }),
    };
  }

  function refusalOf({ refusal }: ClientCase, transport: Transport): Refusal | undefined {
    const here = (refusal?.on ?? store) === store && (refusal?.over ?? transport) === transport;
    return here ? refusal : undefined;
  }

  function expectedResult(item: ClientCase, transport: Transport, result: string | undefined): string {
    const refusal = refusalOf(item, transport);
    if (refusal === undefined || (refusal.sometimes === true && result === 'stored')) return 'stored';
    return `refused: ${refusal.limit}`;
  }

  /** What is in the store decides, not what the client says: `stored` only if both agree. */
  async function resultOf(item: ClientCase, job: Job, said: string | undefined, transport: Transport): Promise<string> {
    const sha256 = await target.sha256Of(job.key);
    if (said !== undefined) {
      if (sha256 !== undefined) return `stored, but the client says: ${said}`;
      const refusal = refusalOf(item, transport);
      return refusal !== undefined && refusal.says.test(said) ? `refused: ${refusal.limit}` : said;
    }
    const wanted = payloads[item.payload];
    if (sha256 !== wanted.sha256) return `the client says that it is stored, but it is ${sha256 ?? 'not there'}`;
    const head = await target.head(job.key);
    // A framing of the request is nothing that an object has.
    if (head.ContentEncoding?.includes('aws-chunked') === true) return 'stored with its framing as an encoding';
    const missing = Object.entries(item.metadata ?? {}).filter(
      ([name, value]) => Buffer.from(head.Metadata?.[name] ?? '', 'latin1').toString() !== value,
    );
    return missing.length === 0 ? 'stored' : `stored with other metadata: ${JSON.stringify(head.Metadata)}`;
  }

  async function checkOddKeys(client: Client, transport: Transport): Promise<void> {
    const { call, only } = client.oddKeys;
    const impossible = store === 'versitygw' ? NO_KEYS_OF_VERSITYGW : [];
    const keys = ODD_KEYS.filter(([what]) => (only?.includes(what) ?? true) && !impossible.includes(what));
    const session = target.session(transport);
    const objects = await Promise.all(
      keys.map(async ([what, raw], index) => {
        const content = `${client.name} over ${transport}: ${what}`;
        const file = join(session.scratch, `odd-key-${index}`);
        await writeFile(file, content);
        const sha256 = createHash('sha256').update(content).digest('hex');
        return { what, content, sha256, job: { call, file, key: decodeURIComponent(raw) } };
      }),
    );
    const words = await client.upload(
      session,
      objects.map(({ job }) => job),
    );
    const inFolder = await target.smallObjects();
    const results = await Promise.all(
      objects.map(async ({ what, content, sha256, job }, index) => ({
        what,
        said: words[index],
        inFolder: inFolder.has(sha256),
        bytes: await bytesAt(job.key),
        expected: content.length,
      })),
    );
    expect(results).toEqual(
      results.map((result) => ({ ...result, said: undefined, inFolder: true, bytes: result.expected })),
    );
  }

  /** Length of the object that the store has under a key: a client may have made another key of it. */
  async function bytesAt(key: string): Promise<number | undefined> {
    try {
      return (await target.head(key)).ContentLength;
    } catch {
      return undefined;
    }
  }
}
