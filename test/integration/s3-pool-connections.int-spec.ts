import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { answer, errorXml } from '../support/raw-backend.js';
import type { Script } from '../support/raw-backend.js';
import { s3Config } from '../support/s3-config.js';
import {
  LARGE,
  NO_HEADERS,
  S3PoolFixture,
  STORED,
  UNAVAILABLE,
  always,
  endingOf,
  endlessBody,
  failure,
  put,
} from '../support/s3-pool-fixture.js';
import { bodyOf, streamedBody } from '../support/upload-bodies.js';

const fixture = new S3PoolFixture();

describe('reuse of connections', () => {
  it.each([
    ['a plain answer', STORED],
    ['interim answers before it', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${STORED}`],
    [
      'a chunked answer',
      'HTTP/1.1 200 OK\r\nETag: "e"\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n',
    ],
    ['a refusal after the whole body', answer('409 Conflict', {}, errorXml('OperationAborted'))],
  ])('keeps the connection after %s', async (_name, text) => {
    const server = await fixture.backend(always(text));
    const store = fixture.store(server.endpoint);
    for (let count = 0; count < 3; count += 1) await put(store).catch(() => undefined);
    expect(server.connections).toHaveLength(1);
    expect(store.pool.idle).toBe(1);
  });

  it.each([
    ['Connection: close', answer('200 OK', { ETag: '"e"', Connection: 'close' })],
    ['bytes after the answer', `${STORED}HTTP/1.1 200 OK\r\n`],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n'],
  ])('does not keep it after %s', async (_name, text) => {
    const server = await fixture.backend(always(text));
    const store = fixture.store(server.endpoint);
    for (let count = 0; count < 3; count += 1) expect(await put(store)).toMatchObject({ etag: '"e"' });
    expect(server.connections).toHaveLength(3);
    expect(store.pool.open).toBe(0);
  });

  it('does not keep it when the answer ends with the connection', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.request();
      connection.send('HTTP/1.1 200 OK\r\nETag: "e"\r\n\r\nsome body');
      connection.end();
    });
    const store = fixture.store(server.endpoint);
    expect(await put(store)).toMatchObject({ etag: '"e"' });
    expect(store.pool.open).toBe(0);
  });

  it.each<[string, Script]>([
    [
      'says something unasked',
      (connection) => {
        connection.send('HTTP/1.1 408 Request Timeout\r\n\r\n');
      },
    ],
    [
      'closes it',
      (connection) => {
        connection.end();
      },
    ],
    [
      'resets it',
      (connection) => {
        connection.reset();
      },
    ],
  ])('drops an idle connection when the backend %s', async (_name, act) => {
    const server = await fixture.backend(async (connection, index) => {
      await connection.request();
      connection.send(STORED);
      if (index === 0) {
        await sleep(20);
        await act(connection, index);
      }
    });
    const store = fixture.store(server.endpoint);
    await put(store);
    expect(store.pool.idle).toBe(1);
    while (store.pool.idle > 0) await sleep(1);
    await put(store);
    expect(server.connections).toHaveLength(2);
  });

  it('closes a connection that was not used for idle_timeout', async () => {
    const server = await fixture.backend(always(STORED));
    const store = fixture.store(server.endpoint, { pool: { idle_timeout: 20 } });
    await put(store);
    expect(await endingOf(server)).toBe('fin');
    expect(store.pool.open).toBe(0);
  });
});

describe('waiting for a connection', () => {
  it('serves who came first, and nobody who has left', async () => {
    const heads: string[] = [];
    let openGate: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const server = await fixture.backend(async (connection) => {
      for (;;) {
        const { head } = await connection.request();
        heads.push(head.split(' ')[1] ?? '');
        await gate;
        connection.send(STORED);
      }
    });
    const store = fixture.store(server.endpoint, { pool: { max_sockets: 1 } });
    const leaving = new PassThrough();
    const send = (key: string) =>
      store.putObject({ address: { bucket: 'b', key }, headers: NO_HEADERS, body: bodyOf(Buffer.alloc(10)) });
    const first = send('first');
    while (heads.length === 0) await sleep(1);
    const left = failure(
      put(
        store,
        streamedBody(LARGE, () => leaving),
      ),
    );
    leaving.write(Buffer.alloc(20_000));
    const second = send('second');
    while (store.pool.waiting < 2) await sleep(1);
    leaving.destroy(new Error('gone'));
    expect(await left).toMatchObject({ name: 'GatewayError' });
    const third = send('third');
    while (store.pool.waiting < 2) await sleep(1);
    openGate();
    await Promise.all([first, second, third]);
    expect(heads).toEqual(['first', 'second', 'third'].map((key) => `/backend-bucket/${key}`));
    expect(server.connections).toHaveLength(1);
  });

  it('ends when the store is closed', async () => {
    const server = await fixture.backend(() => undefined);
    const store = new S3Store(s3Config(server.endpoint, { pool: { max_sockets: 1 } }));
    const busy = failure(put(store));
    await (await server.connection()).head();
    const waiting = failure(put(store));
    while (store.pool.waiting === 0) await sleep(1);
    await store.close();
    expect(await busy).toMatchObject(UNAVAILABLE);
    expect(await waiting).toMatchObject(UNAVAILABLE);
    expect(await endingOf(server)).toBe('reset');
  });
});

describe('backpressure', () => {
  it('takes no more from the client than the buffers on the way hold', async () => {
    const server = await fixture.backend(({ socket }) => {
      socket.pause();
    });
    const store = fixture.store(server.endpoint);
    const { body, counter } = endlessBody(1024 * LARGE);
    const result = failure(put(store, body));
    const connection = await server.connection();
    let before = -1;
    while (before !== counter.bytes || counter.bytes === 0) {
      before = counter.bytes;
      await sleep(50);
    }
    // Socket buffers of the operating system on both sides; ours are some hundred KiB.
    expect(counter.bytes).toBeLessThan(16 * 1_048_576);
    connection.reset();
    expect(await result).toMatchObject(UNAVAILABLE);
  });

  it('holds as much of a large body as of a small one', async () => {
    const length = 256 * 1_048_576;
    const server = await fixture.backend(async (connection) => {
      const head = await connection.head();
      await connection.discard(head.length + length);
      connection.send(STORED);
    });
    const store = fixture.store(server.endpoint);
    const chunk = Buffer.alloc(65_536, 'x');
    let produced = 0;
    let mostUnderWay = 0;
    const body = streamedBody(
      length,
      () =>
        new Readable({
          read() {
            mostUnderWay = Math.max(mostUnderWay, produced - (server.connections[0]?.totalBytes ?? 0));
            produced += chunk.length;
            this.push(produced > length ? null : chunk);
          },
        }),
    );
    expect(await put(store, body)).toMatchObject({ etag: '"e"' });
    expect(mostUnderWay).toBeLessThan(16 * 1_048_576);
  });
});
