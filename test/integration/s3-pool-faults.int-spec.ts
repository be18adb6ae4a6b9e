import { describe, expect, it } from '@jest/globals';
import { RawBackend, answer, errorXml } from '../support/raw-backend.js';
import {
  LARGE,
  S3PoolFixture,
  STORED,
  TIMEOUT,
  UNAVAILABLE,
  endingOf,
  endlessBody,
  failure,
  put,
} from '../support/s3-pool-fixture.js';

const fixture = new S3PoolFixture();

describe('a backend that cannot be reached', () => {
  it('refuses connections: 503', async () => {
    const gone = await RawBackend.start(() => undefined);
    const { endpoint } = gone;
    await gone.close();
    const store = fixture.store(endpoint);
    expect(await failure(put(store))).toMatchObject({ ...UNAVAILABLE, cause: { code: 'ECONNREFUSED' } });
    expect(await failure(store.headBucket('front'))).toMatchObject(UNAVAILABLE);
    expect(store.pool.open).toBe(0);
  });

  it('accepts TCP and never shakes hands: 503 after connect_timeout', async () => {
    const { port } = await fixture.backend(() => undefined);
    const store = fixture.store(`https://127.0.0.1:${port}`, { pool: { connect_timeout: 50 } });
    expect(await failure(put(store))).toMatchObject({ ...UNAVAILABLE, cause: { code: 'CONNECT_TIMEOUT' } });
    expect(store.pool.open).toBe(0);
  });
});

describe('a backend that fails during the upload', () => {
  it('stays silent after the body: 504 after response_timeout', async () => {
    const server = await fixture.backend(() => undefined);
    const store = fixture.store(server.endpoint, { pool: { response_timeout: 50 } });
    expect(await failure(put(store))).toMatchObject(TIMEOUT);
    expect(await endingOf(server)).toBe('reset');
    expect(store.pool.open).toBe(0);
  });

  it('stops reading: 504 after response_timeout, and the body is let go', async () => {
    const server = await fixture.backend(({ socket }) => {
      socket.pause();
    });
    const store = fixture.store(server.endpoint, { pool: { response_timeout: 50 } });
    const { body, counter } = endlessBody();
    expect(await failure(put(store, body))).toMatchObject(TIMEOUT);
    expect(counter.stream?.destroyed).toBe(true);
    const connection = await server.connection();
    connection.socket.resume();
    expect(await connection.ending).toBe('reset');
  });

  it('resets the connection: 503', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      await connection.body(100_000);
      connection.reset();
    });
    const store = fixture.store(server.endpoint);
    const { body, counter } = endlessBody();
    expect(await failure(put(store, body))).toMatchObject(UNAVAILABLE);
    expect(counter.stream?.destroyed).toBe(true);
    expect(store.pool.open).toBe(0);
  });

  it('closes the connection in order: 503, and its end is answered with a reset', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      await connection.body(100_000);
      connection.end();
    });
    const store = fixture.store(server.endpoint);
    expect(await failure(put(store, endlessBody().body))).toMatchObject(UNAVAILABLE);
    expect(await endingOf(server)).toBe('reset');
    expect(store.pool.open).toBe(0);
  });

  it('closes the connection before it answers: 503', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.request();
      connection.end();
    });
    expect(await failure(put(fixture.store(server.endpoint)))).toMatchObject(UNAVAILABLE);
  });
});

describe('a backend that answers before it has the body', () => {
  it('refuses: its answer counts, the rest of the body is not sent', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      connection.send(answer('403 Forbidden', {}, errorXml('AccessDenied', { Message: 'backend-bucket is closed' })));
    });
    const store = fixture.store(server.endpoint);
    const { body, counter } = endlessBody();
    const error = await failure(put(store, body));
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403, message: 'Access Denied' });
    expect(counter.stream?.destroyed).toBe(true);
    const connection = await server.connection();
    expect(await connection.ending).toBe('reset');
    expect(connection.totalBytes).toBeLessThan(LARGE);
    expect(store.pool.open).toBe(0);
  });

  it('refuses and closes its side: the same', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      connection.send(answer('400 Bad Request', { Connection: 'close' }, errorXml('EntityTooLarge')));
      connection.end();
    });
    const store = fixture.store(server.endpoint);
    expect(await failure(put(store, endlessBody().body))).toMatchObject({ code: 'EntityTooLarge', status: 400 });
    expect(await endingOf(server)).toBe('reset');
  });

  it('refuses and lets the rest of the body run into a reset: the answer is read all the same', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      await connection.body(100_000);
      connection.sendAndClose(answer('404 Not Found', { Connection: 'close' }, errorXml('NoSuchBucket')));
    });
    const store = fixture.store(server.endpoint);
    for (let count = 0; count < 10; count += 1) {
      expect(await failure(put(store, endlessBody().body))).toMatchObject({ code: 'NoSuchBucket', status: 404 });
    }
    expect(store.pool.open).toBe(0);
  });

  it('reports success: nobody believes it', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.head();
      connection.send(STORED);
    });
    const store = fixture.store(server.endpoint);
    expect(await failure(put(store, endlessBody().body))).toMatchObject({
      ...UNAVAILABLE,
      cause: { code: 'EARLY_SUCCESS' },
    });
    expect(await endingOf(server)).toBe('reset');
  });
});

describe('answers that are not HTTP to the letter', () => {
  it.each([
    ['garbage', 'SSH-2.0-OpenSSH\r\n'],
    [
      'a length and a coding',
      'HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello'],
    ['bare line feeds', 'HTTP/1.1 200 OK\nETag: "e"\nContent-Length: 0\n\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nETag: "e"\r\nX-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n'],
    ['an endless header section', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(70_000)}`],
    ['a huge body', `HTTP/1.1 500 Oops\r\nContent-Length: 1048577\r\n\r\n`],
    ['no ETag', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('%s: 503', async (_name, text) => {
    const server = await fixture.backend(async (connection) => {
      await connection.request();
      connection.send(text);
    });
    const store = fixture.store(server.endpoint, { pool: { response_timeout: 2_000 } });
    expect(await failure(put(store))).toMatchObject(UNAVAILABLE);
  });

  it('resets the connection on which it read garbage', async () => {
    const server = await fixture.backend(async (connection) => {
      await connection.request();
      connection.send('garbage\r\n');
    });
    const store = fixture.store(server.endpoint);
    await failure(put(store));
    expect(await endingOf(server)).toBe('reset');
    expect(store.pool.open).toBe(0);
  });
});
