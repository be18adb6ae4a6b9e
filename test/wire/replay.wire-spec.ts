import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SHARED_STATE_CAPACITY } from '../../src/modules/shared-state/index.js';
import { presignedQuery } from '../../src/common/sigv4/presign.js';
import { freePort } from '../support/free-port.js';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { answer, errorXml, RawBackend } from '../support/raw-backend.js';
import type { Script } from '../support/raw-backend.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, verdict, verdictOn } from '../support/raw-request.js';
import { signedRawRequest } from '../support/signed-raw-request.js';
import type { SignedRawRequest } from '../support/signed-raw-request.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const KEYS = { accessKeyId: 'AK', secretAccessKey: 'the/secret' };
const SIGV4 = { access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey, replay_protection: 'strict' };
const AUTH = JSON.stringify({ enabled: true, sigv4: SIGV4 });
const REPLAYED = '403 AccessDenied';
const sign = (what: Omit<SignedRawRequest, 'host'>): Buffer => signedRawRequest({ host: 'localhost', ...what }, KEYS);

let dir: TempDir;
const bucket = (name: string, auth = AUTH): string =>
  folderBucket(name, dir.join(name), 'operations: [upload, probe, DeleteObject]').replace('{ enabled: false }', auth);
const stored = (key: string): Promise<string> => readFile(dir.join('uploads', key), 'utf8');
beforeAll(async () => {
  dir = await tempDir();
});
afterAll(() => dir.remove());

describe('a signature that may write once', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const lax = JSON.stringify({ enabled: true, sigv4: { ...SIGV4, replay_protection: 'off' } });
    gateway = await startGateway(`buckets:\n${bucket('uploads')}\n${bucket('lax', lax)}`, dir.join('state'));
  });
  afterAll(() => gateway.close());

  it('is refused when its request comes again, byte for byte, and stores nothing', async () => {
    const captured = sign({ path: '/uploads/once', body: 'hello' });
    expect(await verdictOn(gateway.port, captured)).toBe('200');
    await rm(dir.join('uploads', 'once'));
    using connection = await RawConnection.open(gateway.port);
    await connection.send(captured);
    const replayed = await answerOf(connection);
    expect(verdict(replayed)).toBe(REPLAYED);
    expect(replayed.text).toContain('A request with this signature has been received before. Sign the request again.');
    await expect(stored('once')).rejects.toThrow('ENOENT');
  });

  it('lets exactly one of many through that come at the same time', async () => {
    const captured = sign({ path: '/uploads/race', body: 'hello' });
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => verdictOn(gateway.port, captured)));
    expect(verdicts.toSorted()).toEqual(['200', ...Array.from({ length: 7 }, () => REPLAYED)]);
  });

  it('is refused before the body is asked for', async () => {
    const headers = { Expect: '100-continue' };
    const captured = sign({ path: '/uploads/asked', body: 'hello', headers }).toString('latin1');
    const head = captured.slice(0, captured.indexOf('\r\n\r\n') + 4);
    expect(await verdictOn(gateway.port, captured)).toBe('100');
    expect(await verdictOn(gateway.port, head)).toBe(REPLAYED);
  });

  it('counts for every writing operation, and for no reading one', async () => {
    const remove = sign({ method: 'DELETE', path: '/uploads/nothing' });
    expect(await verdictOn(gateway.port, remove, 'DELETE')).toBe('204');
    expect(await verdictOn(gateway.port, remove, 'DELETE')).toBe(REPLAYED);
    const create = sign({ method: 'POST', path: '/uploads/parts?uploads=' });
    expect(await verdictOn(gateway.port, create, 'POST')).toBe('200');
    expect(await verdictOn(gateway.port, create, 'POST')).toBe(REPLAYED);
    const head = sign({ method: 'HEAD', path: '/uploads' });
    for (let time = 0; time < 2; time += 1) expect(await verdictOn(gateway.port, head, 'HEAD')).toBe('200');
  });

  it('may come again where the bucket does not mind, and as a presigned URL', async () => {
    const lax = sign({ path: '/lax/again', body: 'hello' });
    const url = { method: 'PUT', path: '/uploads/presigned', region: 'us-east-1', expiresIn: 60 };
    const query = presignedQuery({ ...url, headers: [['host', 'localhost']] }, KEYS, new Date());
    const presigned = request('PUT', `/uploads/presigned?${query}`, 'hello');
    for (let time = 0; time < 2; time += 1) {
      expect(await verdictOn(gateway.port, lax)).toBe('200');
      expect(await verdictOn(gateway.port, presigned)).toBe('200');
    }
  });

  it('has not been used by a request that was refused, or that broke off', async () => {
    const body = 'hello';
    const wrong = sign({ path: '/uploads/refused', body, headers: { 'X-Amz-Storage-Class': 'x', 'If-Match': '"x"' } });
    for (let time = 0; time < 2; time += 1) expect(await verdictOn(gateway.port, wrong)).not.toBe(REPLAYED);
    const captured = sign({ path: '/uploads/cut', body });
    {
      using connection = await RawConnection.open(gateway.port);
      await connection.send(captured.subarray(0, -1));
      connection.halfClose();
      expect(verdict(await answerOf(connection))).toBe('400 IncompleteBody');
    }
    expect(await verdictOn(gateway.port, captured)).toBe('200');
    expect(await stored('cut')).toBe('hello');
    expect(await verdictOn(gateway.port, captured)).toBe(REPLAYED);
  });
});

describe('signatures of which no more can be remembered', () => {
  it('are 503 SlowDown, and store nothing', async () => {
    await mkdir(dir.join('full'), { recursive: true });
    const settings = [{ provide: SHARED_STATE_CAPACITY, useValue: 2 }];
    const gateway = await startGateway(`buckets:\n${bucket('uploads')}`, dir.join('full'), { settings });
    try {
      const first = sign({ path: '/uploads/a' });
      expect(await verdictOn(gateway.port, first)).toBe('200');
      expect(await verdictOn(gateway.port, sign({ path: '/uploads/b' }))).toBe('200');
      using connection = await RawConnection.open(gateway.port);
      await connection.send(sign({ path: '/uploads/c' }));
      const refused = await answerOf(connection);
      expect(verdict(refused)).toBe('503 SlowDown');
      expect(refused.headers['retry-after']).toBe('1');
      await expect(stored('c')).rejects.toThrow('ENOENT');
      expect(await verdictOn(gateway.port, first)).toBe(REPLAYED);
      expect(await verdictOn(gateway.port, sign({ method: 'HEAD', path: '/uploads/a' }), 'HEAD')).toBe('200');
    } finally {
      await gateway.close();
    }
  });
});

describe('a signature whose request met a backend in trouble', () => {
  let backend: RawBackend | undefined;
  let gateway: TestGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    await backend?.close();
    [gateway, backend] = [undefined, undefined];
  });
  const OK = answer('200 OK', { ETag: '"e"' });
  const BUSY = answer('503 Slow Down', { Connection: 'close' }, errorXml('SlowDown'));

  /** Sends the same request twice. The script meets the first, and answers the second. */
  async function twice(script: Script, body = 'hello'): Promise<string[]> {
    backend = await RawBackend.start(script);
    gateway = await gatewayBefore(backend.endpoint);
    const captured = sign({ path: '/uploads/k', body });
    const first = await verdictOn(gateway.port, captured);
    return [first, await verdictOn(gateway.port, captured)];
  }
  function gatewayBefore(endpoint: string): Promise<TestGateway> {
    const s3 = { bucket: 'b', endpoint, access_key: 'k', secret_key: 's' };
    const yaml = { name: 'uploads', path_prefix: '/uploads', s3, auth: { enabled: true, sigv4: SIGV4 } };
    return startGateway(`buckets: ${JSON.stringify([yaml])}`, dir.join('state'));
  }
  const answering =
    (text: string): Script =>
    async (connection) => {
      await connection.request();
      connection.send(text);
    };
  const afterFirst =
    (first: Script): Script =>
    (connection, index) =>
      index === 0 ? first(connection, index) : answering(OK)(connection, index);

  it('may be used again when the connection broke in the body', async () => {
    const large = 'x'.repeat(8 * 1024 ** 2);
    const broken = afterFirst(async (connection) => {
      await connection.head();
      connection.reset();
    });
    expect(await twice(broken, large)).toEqual(['503 ServiceUnavailable', '200']);
  });

  it('may be used again when the backend could not be reached', async () => {
    const port = await freePort();
    gateway = await gatewayBefore(`http://127.0.0.1:${port}`);
    const captured = sign({ path: '/uploads/k' });
    expect(await verdictOn(gateway.port, captured)).toBe('503 ServiceUnavailable');
    const server = createServer((incoming, reply) => {
      incoming.resume().on('end', () => reply.setHeader('etag', '"e"').end());
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    try {
      expect(await verdictOn(gateway.port, captured)).toBe('200');
      expect(await verdictOn(gateway.port, captured)).toBe(REPLAYED);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('may be used again when the backend asked to slow down', async () => {
    expect(await twice(afterFirst(answering(BUSY)))).toEqual(['503 SlowDown', '200']);
  });

  it('is used up when the whole request was sent and the answer is missing', async () => {
    const silent = afterFirst(async (connection) => {
      await connection.request();
      connection.reset();
    });
    expect(await twice(silent)).toEqual(['503 ServiceUnavailable', REPLAYED]);
  });
});
