import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { formatFault, parseConfig } from '../../src/modules/config/index.js';
import { folderBucket, startGateway, startGatewayWith } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { RawBackend } from '../support/raw-backend.js';
import type { Script } from '../support/raw-backend.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const LENGTH = 50_000_000;
const PIECE = Buffer.alloc(1_000_000, 'x');
const HEAD = `HTTP/1.1 200 OK\r\nETag: "e"\r\nServer: secret-host\r\nContent-Length: ${LENGTH}\r\n\r\n`;

let dir: TempDir;
let gateway: TestGateway;
let backend: RawBackend | undefined;
beforeEach(async () => {
  dir = await tempDir();
});
afterEach(async () => {
  await gateway.close();
  await backend?.close();
  backend = undefined;
  await dir.remove();
});

async function serve(script: Script): Promise<RawBackend> {
  backend = await RawBackend.start(script);
  const s3 = {
    ...{ bucket: 'secret-bucket', region: 'us-east-1', endpoint: backend.endpoint, access_key: 'a', secret_key: 's' },
    pool: { response_timeout: '1s' },
  };
  await start({ s3 });
  return backend;
}

async function start(store: object): Promise<void> {
  const bucket = { name: 'b', path_prefix: '/b', operations: ['download'], auth: { enabled: false }, ...store };
  gateway = await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state'));
}

/** The same on a folder, with little patience for a client that does not read. */
async function startStalling(): Promise<void> {
  const text = [
    `server: { address: "127.0.0.1:0", state_dir: ${JSON.stringify(dir.join('state'))}, timeouts: { body_idle: 200ms } }`,
    'management: { address: "127.0.0.1:0" }',
    'buckets:',
    folderBucket('b', dir.join('data'), 'operations: [download]'),
  ].join('\n');
  const result = parseConfig(text, { env: {} });
  if (!result.ok) throw new Error(result.faults.map(formatFault).join('\n'));
  gateway = await startGatewayWith(result.config);
  await writeFile(dir.join('data', 'key'), Buffer.alloc(LENGTH));
}

/** Paths of the files that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** Sends a GET on a connection of its own. */
async function get(): Promise<Socket> {
  const socket = connect(gateway.port, gateway.host);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write('GET /b/key HTTP/1.1\r\nHost: gateway\r\n\r\n');
  return socket;
}

/** Reads to the end of the connection. */
async function drain(socket: Socket): Promise<{ head: string; bytes: number; error: string | undefined }> {
  const outcome = { head: '', bytes: 0, error: undefined as string | undefined };
  socket.on('error', (error: NodeJS.ErrnoException) => (outcome.error = error.code));
  socket.on('data', (data: Buffer) => {
    if (outcome.head === '') outcome.head = data.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
    outcome.bytes += data.length;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return outcome;
}

const line = async (): Promise<Record<string, unknown> | undefined> =>
  (
    await eventually(
      () => gateway.accessLog(),
      (lines) => lines.length > 0,
    )
  )[0];

describe('a download whose client leaves', () => {
  it('resets the connection to the backend', async () => {
    const { connection } = await serve(async (client) => {
      await client.head();
      client.send(HEAD);
      client.socket.write(PIECE);
    }).then(async (started) => {
      const socket = await get();
      const connection = await started.connection();
      await once(socket, 'data');
      socket.destroy();
      return { connection };
    });
    expect(await connection.ending).toBe('reset');
    expect(await line()).toMatchObject({ operation: 'GetObject', status: 499 });
  });

  it('closes the file', async () => {
    await start({ filesystem: { root: dir.join('data'), fsync: false } });
    await writeFile(join(dir.join('data'), 'key'), randomBytes(20_000_000));
    const socket = await get();
    await once(socket, 'data');
    socket.destroy();
    expect(await line()).toMatchObject({ operation: 'GetObject', status: 499 });
    const isOpen = () => openFiles().some((path) => path === join(dir.join('data'), 'key'));
    expect(await eventually(isOpen, (open) => !open)).toBe(false);
  });

  it('is given up when it reads nothing', async () => {
    await startStalling();
    const socket = await get();
    socket.pause();
    expect(await line()).toMatchObject({ operation: 'GetObject', status: 200, code: 'RequestTimeout' });
    socket.destroy();
  });
});

describe('a download whose backend', () => {
  it.each(['end', 'reset'] as const)('leaves in the middle (%s) breaks off', async (way) => {
    await serve(async (client) => {
      await client.head();
      client.send(HEAD);
      client.socket.write(PIECE, () => {
        client[way]();
      });
    });
    const { head, bytes, error } = await drain(await get());
    expect(head).toContain('HTTP/1.1 200 OK');
    expect(head).not.toContain('secret');
    expect(bytes).toBeLessThan(LENGTH);
    expect(error).toBe('ECONNRESET');
    expect(await line()).toMatchObject({ status: 200, code: 'ServiceUnavailable' });
  });

  it('falls silent in the middle breaks off', async () => {
    await serve(async (client) => {
      await client.head();
      client.send(HEAD);
      client.socket.write(PIECE);
    });
    expect((await drain(await get())).error).toBe('ECONNRESET');
    expect(await line()).toMatchObject({ status: 200, code: 'GatewayTimeout' });
  });

  it.each([
    ['sends no length', 'HTTP/1.1 200 OK\r\nETag: "e"\r\nConnection: close\r\n\r\nall', 503],
    ['sends chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n0\r\n\r\n', 503],
    ['is no HTTP server', 'SSH-2.0-x\r\n', 503],
    ['leaves without an answer', '', 503],
  ])('%s is answered with an error', async (_what, text, status) => {
    await serve(async (client) => {
      await client.head();
      client.sendAndClose(text);
    });
    const answer = await fetch(`${gateway.url}/b/key`);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining('<Error>')]);
  });

  it('waits while the client does not read', async () => {
    let sent = 0;
    const started = await serve(async (client) => {
      await client.head();
      client.send(HEAD);
      while (sent < LENGTH && !client.socket.destroyed) {
        sent += PIECE.length;
        if (!client.socket.write(PIECE)) await Promise.race([once(client.socket, 'drain'), client.ending]);
      }
    });
    const socket = await get();
    socket.pause();
    await started.connection();
    // Longer than response_timeout: it is not the backend that is silent.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const kept = sent;
    expect(kept).toBeLessThan(LENGTH);
    let received = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (data: Buffer) => {
        received += data.length;
        if (received > LENGTH) resolve();
      });
      socket.resume();
    });
    socket.destroy();
    expect(await line()).toMatchObject({ status: 200, bytes_sent: LENGTH });
  });
});
