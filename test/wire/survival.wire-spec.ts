import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { patternedBytes } from '../support/memory-body.js';
import { RawConnection } from '../support/raw-http.js';
import { request, requestHead, verdictOn } from '../support/raw-request.js';
import { filesBelow } from '../support/wire-gateway.js';

const HOOKS = join(import.meta.dirname, '../support/typescript-hooks.mjs');
const PROGRAM = join(import.meta.dirname, '../../src/main.ts');
const CONNECTIONS = 600;
const AT_ONCE = 30;

const CHUNKED = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': 5,
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
/** Good and bad requests of every kind: each is sent whole, cut, with changed bytes, and behind another. */
const SEEDS: readonly Buffer[] = [
  request('PUT', '/uploads/a', 'hello'),
  request('PUT', '/uploads/b', patternedBytes(200_000)),
  request('PUT', '/uploads/c?acl', 'hello'),
  request('PUT', '/uploads/%zz', 'hello'),
  request('PUT', '/nowhere/d', patternedBytes(100_000)),
  request('PUT', '/uploads/e', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', CHUNKED),
  request('PUT', '/uploads/f', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', CHUNKED),
  request('PUT', '/uploads/g', 'hello', { Expect: '100-continue' }),
  request('POST', '/uploads/h?uploads'),
  request('POST', '/uploads/h?uploadId=x', '<CompleteMultipartUpload/>'),
  request('PUT', '/uploads/h?partNumber=1&uploadId=x', 'hello'),
  request('HEAD', '/uploads/a'),
  request('GET', '/health'),
  request('GET', '/ready'),
  Buffer.from(`${requestHead('PUT', '/uploads/i', { 'Transfer-Encoding': 'chunked' })}5\r\nhello\r\n0\r\n\r\n`),
  Buffer.from(requestHead('CONNECT', 'example.com:443')),
  Buffer.from(requestHead('GET', '/uploads', { Connection: 'Upgrade', Upgrade: 'websocket' })),
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from(`PUT /uploads/j HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
  Buffer.from('garbage\r\n\r\n'),
];

/** Unhandled rejections and uncaught exceptions end a process: this one must live through everything. */
describe('a gateway process under fire', () => {
  let folder: string;
  let child: ChildProcess;
  let port: number;
  let errors = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mizuchi-wire-'));
    const config = join(folder, 'config.yaml');
    await writeFile(
      config,
      [
        `server: { address: "127.0.0.1:0", state_dir: ${JSON.stringify(join(folder, 'state'))}, timeouts: { body_idle: 1s, headers: 1s, drain: 2s, drain_grace: 0s } }`,
        'management: { address: "127.0.0.1:0" }',
        'buckets:',
        '  - { name: uploads, path_prefix: /uploads, auth: { enabled: false }, operations: [upload, probe],',
        `      filesystem: { root: ${JSON.stringify(join(folder, 'root'))}, fsync: false } }`,
      ].join('\n'),
    );
    child = spawn(process.execPath, ['--import', HOOKS, PROGRAM, 'serve', '-c', config, '-l', 'error'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const listening = Promise.withResolvers<number>();
    child.stdout?.on('data', (bytes: Buffer) => {
      errors += bytes.toString();
    });
    let report = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      report += bytes.toString();
      const found = /127\.0\.0\.1:(\d+)/.exec(report)?.[1];
      if (found !== undefined) listening.resolve(Number(found));
      if (/Warning|Error/.test(bytes.toString())) errors += bytes.toString();
    });
    child.once('exit', () => {
      listening.reject(new Error(`the gateway ended: ${report}`));
    });
    port = await listening.promise;
  }, 20_000);
  afterAll(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  it('lives through every request, cut, changed and mixed', async () => {
    const random = randomNumbers(patternedBytes(CONNECTIONS * 64, 7));
    let left = CONNECTIONS;
    const attacker = async (): Promise<void> => {
      while (left-- > 0) await attack(port, random);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, attacker));
    expect(child.exitCode).toBeNull();
    expect(await verdictOn(port, request('PUT', '/uploads/after', 'hello'))).toBe('200');
  }, 30_000);

  it('has nothing unfinished, no error and no warning of a leak in its log, and ends in order', async () => {
    const temporary = join(folder, 'root/.mizuchi/tmp');
    expect(
      await eventually(
        () => filesBelow(temporary),
        (files) => files.length === 0,
      ),
    ).toEqual([]);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect([code, errors]).toEqual([0, '']);
  });
});

type Random = (below: number) => number;

async function attack(port: number, random: Random): Promise<void> {
  using connection = await RawConnection.open(port);
  const parts = Array.from({ length: 1 + random(3) }, () => SEEDS[random(SEEDS.length)] ?? Buffer.alloc(0));
  const bytes = Buffer.concat(parts);
  // Most changes hit the head: that is where the parser is.
  for (let changes = random(3); changes > 0; changes--) bytes[random(Math.min(bytes.length, 400))] = random(256);
  const sent = random(2) === 0 ? bytes : bytes.subarray(0, random(bytes.length));
  const middle = random(sent.length + 1);
  const ends: (() => unknown)[] = [
    () => {
      connection.reset();
    },
    () => {
      connection.close();
    },
    () => {
      connection.halfClose();
      return connection.waitForEnd(5_000);
    },
    () => connection.waitFor((received) => received.length > 0, 5_000).catch(() => undefined),
  ];
  try {
    await connection.sendPieces([sent.subarray(0, middle), sent.subarray(middle)], random(2));
    await ends[random(ends.length)]?.();
  } catch (error) {
    // The gateway may hang up while we still write.
    if (!/EPIPE|ECONNRESET/.test(String(error))) throw error;
  }
}

/** The same numbers in every run. */
function randomNumbers(bytes: Buffer): Random {
  let position = 0;
  return (below) => {
    const value = bytes.readUInt32LE(position % (bytes.length - 4));
    position += 4;
    return value % Math.max(below, 1);
  };
}
