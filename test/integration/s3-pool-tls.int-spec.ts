import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TlsFiles } from '../../src/common/tls/tls-material.js';
import type { S3Config } from '../../src/modules/config/index.js';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { RawBackend, answer } from '../support/raw-backend.js';
import type { Script } from '../support/raw-backend.js';
import { s3Config } from '../support/s3-config.js';
import { endlessBody, failure } from '../support/s3-pool-fixture.js';
import { bodyOf, brokenBody } from '../support/upload-bodies.js';

const certificate = (name: string): string => join(import.meta.dirname, '../support/certificates', name);
const pem = (name: string): string => readFileSync(certificate(name), 'utf8');
const NONE: ReadonlyMap<string, string> = new Map();
const address = { bucket: 'front', key: 'k' };
const CA = { ca: certificate('ca.pem') };
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

async function backend(script: Script, requireClientCertificate = false): Promise<RawBackend> {
  const server = await RawBackend.start(script, {
    cert: pem('server.pem'),
    key: pem('server-key.pem'),
    ca: pem('ca.pem'),
    ALPNProtocols: ['h2', 'http/1.1'],
    requestCert: requireClientCertificate,
    rejectUnauthorized: requireClientCertificate,
  });
  open.push(server);
  return server;
}

function storeFor(server: RawBackend, tls: TlsFiles | undefined, host = 'localhost'): S3Store {
  const changes: Partial<Omit<S3Config, 'pool'>> = tls === undefined ? {} : { tls };
  const store = new S3Store(s3Config(`https://${host}:${server.port}`, changes));
  open.push(store);
  return store;
}

const always: Script = async (connection) => {
  for (;;) {
    await connection.request();
    connection.send(answer('200 OK', { ETag: '"e"' }));
  }
};
const put = (store: S3Store, body = bodyOf(Buffer.alloc(200_000, 'x'))) =>
  store.putObject({ address, headers: NONE, body });

describe('TLS towards a backend', () => {
  it('trusts the configured authority, speaks HTTP/1.1 and keeps the connection', async () => {
    const server = await backend(always);
    const store = storeFor(server, CA);
    for (let count = 0; count < 3; count += 1) expect(await put(store)).toMatchObject({ etag: '"e"' });
    await store.headBucket('front');
    expect(await store.health()).toEqual({ ready: true });
    expect(store.pool.idle).toBe(1);
    expect((server.connections[0]?.socket as TLSSocket).alpnProtocol).toBe('http/1.1');
  });

  it('refuses a certificate that nobody it trusts has signed', async () => {
    const server = await backend(always);
    const store = storeFor(server, undefined);
    await expect(put(store)).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    await expect(store.headBucket('front')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(await store.health()).toEqual({ ready: false, reason: 'TLS certificate or handshake refused' });
    expect(store.pool.open).toBe(0);
  });

  it('refuses a certificate for another name, unless server_name says which to expect', async () => {
    const server = await backend(always);
    await expect(put(storeFor(server, CA, '127.0.0.1'))).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    const named = storeFor(server, { ...CA, server_name: 'store.test' }, '127.0.0.1');
    expect(await put(named)).toMatchObject({ etag: '"e"' });
    await named.headBucket('front');
    await expect(put(storeFor(server, { ...CA, server_name: 'other.test' }))).rejects.toMatchObject({
      code: 'ServiceUnavailable',
    });
  });

  it('shows a client certificate', async () => {
    const server = await backend(always, true);
    const client = { cert: certificate('client.pem'), key: certificate('client-key.pem') };
    const store = storeFor(server, { ...CA, ...client });
    expect(await put(store)).toMatchObject({ etag: '"e"' });
    await store.headBucket('front');
    await expect(put(storeFor(server, CA))).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
  });

  it('resets the TCP connection when a body ends early', async () => {
    const server = await backend(() => undefined);
    const store = storeFor(server, CA);
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const arrived = async (): Promise<unknown> => {
      const connection = await server.connection();
      return connection.discard(300_000);
    };
    const body = brokenBody(8_000_000, 300_000, error, arrived);
    await expect(put(store, body)).rejects.toMatchObject({ code: 'IncompleteBody' });
    const connection = await server.connection();
    expect(await connection.ending).toBe('reset');
    expect(store.pool.open).toBe(0);
  });

  it('resets it when the backend answers early or closes', async () => {
    const server = await backend(async (connection, index) => {
      await connection.head();
      if (index === 0) connection.send(answer('403 Forbidden'));
      else connection.end();
    });
    const store = storeFor(server, CA);
    const large = () => bodyOf(Buffer.alloc(32 * 1_048_576));
    await expect(put(store, large())).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
    await expect(put(store, large())).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    for (const { ending } of server.connections) expect(await ending).toBe('reset');
  });

  it('reads the answer of a backend that lets the rest of the body run into a reset', async () => {
    const server = await backend(async (connection) => {
      await connection.head();
      await connection.body(100_000);
      connection.sendAndClose(answer('403 Forbidden', { Connection: 'close' }));
    });
    const store = storeFor(server, CA);
    for (let count = 0; count < 10; count += 1) {
      expect(await failure(put(store, endlessBody().body))).toMatchObject({ code: 'AccessDenied', status: 403 });
    }
  });

  it('fails at once when a file of its configuration is missing', async () => {
    const server = await backend(always);
    expect(() => storeFor(server, { ca: certificate('none.pem') })).toThrow('ENOENT');
  });
});
