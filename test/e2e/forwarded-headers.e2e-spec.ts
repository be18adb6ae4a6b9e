import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';

const EMPTY_MD5 = '1B2M2Y8AsgTpgAmY7PhCfg==';
const METADATA = {
  'cache-control': 'max-age=60',
  'content-disposition': 'attachment; filename="a.txt"',
  'content-encoding': 'gzip',
  'content-language': 'de',
  'content-type': 'text/plain; charset=utf-8',
  expires: 'Thu, 01 Jan 2032 00:00:00 GMT',
  'x-amz-acl': 'private',
  'x-amz-grant-full-control': 'id="a"',
  'x-amz-grant-read': 'id="b"',
  'x-amz-grant-read-acp': 'id="c"',
  'x-amz-grant-write-acp': 'id="d"',
  'x-amz-meta-colour': 'b\u00fcro',
  'x-amz-meta-empty-not': 'x',
  'x-amz-object-lock-legal-hold': 'ON',
  'x-amz-object-lock-mode': 'GOVERNANCE',
  'x-amz-object-lock-retain-until-date': '2032-01-01T00:00:00Z',
  'x-amz-server-side-encryption': 'aws:kms',
  'x-amz-server-side-encryption-aws-kms-key-id': 'key',
  'x-amz-server-side-encryption-bucket-key-enabled': 'true',
  'x-amz-server-side-encryption-context': 'e30=',
  'x-amz-storage-class': 'STANDARD_IA',
  'x-amz-tagging': 'a=b&c=d',
  'x-amz-website-redirect-location': '/other',
  'x-amz-expected-bucket-owner': '111122223333',
  'x-amz-request-payer': 'requester',
};
const CUSTOMER_KEY = {
  'x-amz-server-side-encryption-customer-algorithm': 'AES256',
  'x-amz-server-side-encryption-customer-key': Buffer.alloc(32).toString('base64'),
  'x-amz-server-side-encryption-customer-key-md5': 'cLyLtqmXoBP28O8CbKV7mA==',
};

/** An S3 server that only remembers the last request and says yes. */
describe('headers of an upload', () => {
  let backend: Server;
  let gateway: TestGateway;
  let dir: string;
  let seen: IncomingHttpHeaders = {};
  beforeAll(async () => {
    backend = createServer((incoming, answer) => {
      seen = incoming.headers;
      incoming.resume().on('end', () => {
        answer
          .setHeader('etag', '"e"')
          .setHeader('x-amz-version-id', 'v1')
          .setHeader('x-amz-expiration', 'expiry-date="x"');
        answer.setHeader('x-amz-server-side-encryption', 'AES256').setHeader('x-internal-node', 'rack-7');
        if (incoming.method === 'POST') {
          answer.end('<InitiateMultipartUploadResult><UploadId>backend-id</UploadId></InitiateMultipartUploadResult>');
        } else answer.end();
      });
    }).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-headers-'));
    const endpoint = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    gateway = await startGateway(
      `buckets:\n  - { name: uploads, path_prefix: /uploads, s3: { bucket: b, endpoint: "${endpoint}", access_key: AK, secret_key: SK }, auth: { enabled: false } }`,
      dir,
    );
  });
  afterAll(async () => {
    await gateway.close();
    backend.close();
    await rm(dir, { recursive: true });
  });

  async function send(method: 'PUT' | 'POST', path: string, headers: Record<string, string>) {
    const answer = await request(`${gateway.url}${path}`, { method, headers, body: '' });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  it.each([
    ['the object', { ...METADATA, 'content-md5': EMPTY_MD5, 'if-none-match': '*', 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['a customer key', { ...CUSTOMER_KEY, 'if-match': '"x"' }],
  ])('PutObject hands on every header of %s', async (_what, headers) => {
    const answer = await send('PUT', '/uploads/k', headers);
    expect(answer.status).toBe(200);
    expect(seen).toMatchObject(headers);
    expect(seen.authorization).toContain('Credential=AK/');
    expect(answer.headers).toMatchObject({
      etag: '"e"',
      'x-amz-version-id': 'v1',
      'x-amz-server-side-encryption': 'AES256',
    });
    expect(answer.headers).toHaveProperty('x-amz-expiration');
    expect(answer.headers).not.toHaveProperty('x-internal-node');
  });

  it('CreateMultipartUpload hands on every header of the object, and its own', async () => {
    const headers = { ...METADATA, 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' };
    const answer = await send('POST', '/uploads/k?uploads', headers);
    expect(answer.status).toBe(200);
    expect(seen).toMatchObject(headers);
    expect(answer.text).not.toContain('backend-id');
  });

  it('does not hand on what is about the request to the gateway', async () => {
    await send('PUT', '/uploads/k', {
      cookie: 'c=1',
      authorization: 'Bearer t',
      'x-forwarded-for': '10.0.0.1',
      'x-amz-security-token': 't',
    });
    for (const name of ['cookie', 'x-forwarded-for', 'x-amz-security-token']) expect(seen).not.toHaveProperty(name);
    expect(seen.authorization).not.toContain('Bearer');
  });
});
