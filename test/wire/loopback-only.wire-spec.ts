import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtInDefaultIn } from '../support/built-in-default.js';
import { startGatewayWith } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import { filesBelow } from '../support/wire-gateway.js';

const FOREIGN = [
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.2',
  '0.0.0.0',
  '[::]',
  'localhost:x',
  'localhost@evil.example',
  'user@localhost',
  '',
];
const OWN = ['localhost', 'LOCALHOST', 'localhost:8080', '127.0.0.1', '127.0.0.1:8080', '[::1]', '[::1]:8080'];

describe('the embedded default', () => {
  let folder: string;
  let gateway: TestGateway;
  let managementPort: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mizuchi-wire-'));
    gateway = await startGatewayWith((await builtInDefaultIn(folder)).config);
    managementPort = Number(new URL(gateway.managementUrl).port);
  });
  afterAll(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  async function call(port: number, method: string, path: string, headers: RawHeaders, body = '') {
    using connection = await RawConnection.open(port);
    await connection.send(request(method, path, body, headers));
    return await answerOf(connection, method);
  }
  const objects = async (): Promise<string[]> =>
    (await filesBelow(join(folder, 'data'))).filter((path) => !path.includes('.mizuchi/'));

  it.each(FOREIGN)('refuses the Host "%s" on both listeners', async (host) => {
    for (const [method, path] of [
      ['PUT', '/uploads/k'],
      ['PUT', '/private/acme/k'],
      ['PUT', '/nowhere/k'],
      ['PUT', '/uploads/..'],
      ['OPTIONS', '/uploads/k'],
      ['OPTIONS', '/private/acme/k'],
      ['OPTIONS', '/nowhere/k'],
      ['GET', '/health'],
      ['GET', '/ready'],
    ] as const) {
      expect(verdict(await call(gateway.port, method, path, { Host: host }))).toBe('403 AccessDenied');
    }
    for (const path of ['/health', '/ready', '/metrics', '/docs', '/nowhere']) {
      expect((await call(managementPort, 'GET', path, { Host: host })).status).toBe(403);
    }
    expect(await objects()).toEqual([]);
  });

  it('refuses a loopback Host beside a foreign one', async () => {
    for (const hosts of [
      ['localhost', 'evil.example'],
      ['evil.example', 'localhost'],
    ]) {
      expect((await call(gateway.port, 'PUT', '/uploads/k', { Host: hosts })).status).toBe(400);
    }
    expect((await call(gateway.port, 'PUT', 'http://evil.example/uploads/k', { Host: 'localhost' })).status).toBe(400);
    expect(await objects()).toEqual([]);
  });

  it.each([
    ['PUT', '/uploads/k', { Origin: 'https://evil.example' }],
    ['PUT', '/uploads/k', { Origin: 'null' }],
    ['PUT', '/uploads/k', { Origin: 'http://localhost:8080' }],
    ['PUT', '/uploads/k', { 'Sec-Fetch-Site': 'cross-site' }],
    ['PUT', '/uploads/k', { 'Sec-Fetch-Site': 'same-site' }],
    ['POST', '/uploads/k?uploads', { Origin: 'https://evil.example', 'Content-Type': 'text/plain' }],
    ['POST', '/uploads/k?uploads', { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' }],
    ['POST', '/uploads/k?uploadId=x', { Origin: 'https://evil.example', 'Content-Type': 'text/plain' }],
    ['GET', '/uploads?location', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('refuses what a web page sends: %s %s with %j', async (method, path, headers) => {
    expect(verdict(await call(gateway.port, method, path, headers, 'x'))).toBe('403 AccessDenied');
    expect(await objects()).toEqual([]);
  });

  it('refuses a form that a web page posts', async () => {
    const headers = { Origin: 'https://evil.example', 'Content-Type': 'multipart/form-data; boundary=b' };
    const form =
      '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n';
    expect((await call(gateway.port, 'POST', '/uploads', headers, form)).status).toBe(405);
    expect((await call(gateway.port, 'POST', '/uploads/k', headers, form)).status).toBe(405);
    expect(await objects()).toEqual([]);
  });

  it('permits no preflight', async () => {
    const answer = await call(gateway.port, 'OPTIONS', '/uploads/k', {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'PUT',
    });
    expect(verdict(answer)).toBe('403 AccessForbidden');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it.each(OWN)('takes the Host "%s"', async (host) => {
    expect(verdict(await call(gateway.port, 'PUT', '/uploads/k', { Host: host }, 'x'))).toBe('200');
    expect((await call(gateway.port, 'GET', '/health', { Host: host })).status).toBe(200);
    expect((await call(managementPort, 'GET', '/health', { Host: host })).status).toBe(200);
    expect(await objects()).toEqual(['uploads/k']);
  });
});
