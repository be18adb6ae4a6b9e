import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';

const md5 = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

describe('a gateway on a folder', () => {
  let dir: string;
  let root: string;
  let gateway: TestGateway;
  let client: Pool;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-e2e-'));
    root = join(dir, 'data');
    gateway = await startGateway(
      `buckets:\n${folderBucket('uploads', root, 'operations: [upload, probe, ListMultipartUploads]\nupload: { max_size: 1MiB }')}\n${folderBucket('plain', join(dir, 'plain'))}`,
      join(dir, 'state'),
    );
    client = new Pool(gateway.url);
  });
  afterAll(async () => {
    await client.close();
    await gateway.close();
    await rm(dir, { recursive: true });
  });

  async function call(
    method: string,
    path: string,
    options: { body?: Buffer | string; headers?: Record<string, string> } = {},
  ) {
    // A pool sends the path as it is; a URL would resolve the dot segments that some cases are about.
    const answer = await client.request({
      path,
      method: method,
      body: options.body ?? null,
      headers: options.headers ?? {},
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }
  const files = async (): Promise<string[]> =>
    (await readdir(root).catch(() => [])).filter((name) => name !== '.mizuchi');

  it('stores a PUT as a plain file and answers its ETag', async () => {
    const body = randomBytes(300_000);
    const answer = await call('PUT', '/uploads/a/b%20c.txt', {
      body,
      headers: { 'content-type': 'text/plain', 'x-amz-meta-x': 'y' },
    });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { etag: md5(body), 'content-length': '0' } });
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
    expect(answer.headers['date']).toBeDefined();
    expect(await readFile(join(root, 'a', 'b c.txt'))).toEqual(body);
    const head = await call('HEAD', '/uploads/a/b%20c.txt');
    expect(head).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain', 'content-length': '300000', etag: md5(body), 'x-amz-meta-x': 'y' },
    });
  });

  it('takes a multipart upload from create to complete', async () => {
    const created = await call('POST', '/uploads/big?uploads');
    const uploadId = /<UploadId>([\w-]+)<\/UploadId>/.exec(created.text)?.[1] ?? '';
    const part = await call('PUT', `/uploads/big?partNumber=2&uploadId=${uploadId}`, { body: 'second' });
    expect(part.status).toBe(200);
    const listed = await call('GET', `/uploads/big?uploadId=${uploadId}`);
    expect(listed.text).toContain('<PartNumber>2</PartNumber>');
    const uploads = await call('GET', '/uploads?uploads');
    expect(uploads.text).toContain('<Key>big</Key>');
    const completed = await call('POST', `/uploads/big?uploadId=${uploadId}`, {
      body: `<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>${String(part.headers['etag'])}</ETag></Part></CompleteMultipartUpload>`,
    });
    expect(completed.text).toMatch(/<Bucket>uploads<\/Bucket><Key>big<\/Key><ETag>&quot;[0-9a-f]{32}-1&quot;/);
    expect(await readFile(join(root, 'big'), 'utf8')).toBe('second');
    expect(await call('DELETE', `/uploads/big?uploadId=${uploadId}`)).toMatchObject({ status: 404 });
  });

  it('binds an upload id to its key and bucket', async () => {
    const created = await call('POST', '/uploads/mine?uploads');
    const uploadId = /<UploadId>([\w-]+)<\/UploadId>/.exec(created.text)?.[1] ?? '';
    for (const path of ['/uploads/other', '/plain/mine']) {
      const answer = await call('PUT', `${path}?partNumber=1&uploadId=${uploadId}`, { body: 'x' });
      expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('<Code>NoSuchUpload</Code>') });
    }
    expect(await call('DELETE', `/uploads/mine?uploadId=${uploadId}`)).toMatchObject({ status: 204 });
  });

  it.each([
    ['PUT', '/nowhere/k', 404, 'NoSuchBucket'],
    ['PUT', '/uploadsx/k', 404, 'NoSuchBucket'],
    ['PUT', '/', 404, 'NoSuchBucket'],
    ['PUT', '/uploads/a/../b', 400, 'InvalidURI'],
    ['PUT', '/uploads/%zz', 400, 'InvalidURI'],
    ['PUT', `/uploads/${'k'.repeat(1025)}`, 400, 'KeyTooLongError'],
    ['PUT', '/uploads/k?tagging', 405, 'MethodNotAllowed'],
    ['PUT', '/uploads/k?acl', 405, 'MethodNotAllowed'],
    ['PUT', '/uploads/k?partNumber=1', 400, 'InvalidArgument'],
    ['PUT', '/uploads/k?nonsense=1', 501, 'NotImplemented'],
    ['GET', '/uploads/k', 405, 'MethodNotAllowed'],
    ['DELETE', '/uploads/k', 405, 'MethodNotAllowed'],
    ['POST', '/uploads', 405, 'MethodNotAllowed'],
    ['PUT', '/uploads', 409, 'BucketAlreadyOwnedByYou'],
    ['PUT', '/plain', 405, 'MethodNotAllowed'],
    ['GET', '/plain?uploads', 405, 'MethodNotAllowed'],
    ['PUT', '/uploads/k?partNumber=0&uploadId=x', 404, 'NoSuchUpload'],
    ['OPTIONS', '/uploads/k', 400, 'BadRequest'],
    ['OPTIONS', '/nowhere/k', 404, 'NoSuchBucket'],
    ['PATCH', '/uploads/k', 405, 'MethodNotAllowed'],
  ])('%s %s is %s %s and stores nothing', async (method, path, status, code) => {
    const before = await files();
    const answer = await call(method, path, method === 'GET' || method === 'OPTIONS' ? {} : { body: 'x' });
    expect(answer).toMatchObject({ status, text: expect.stringContaining(`<Code>${code}</Code>`) });
    expect(answer.headers['content-type']).toBe('application/xml');
    if (status === 405) expect(answer.headers['allow']).toBeDefined();
    expect(await files()).toEqual(before);
  });

  it.each([
    [{ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    [{ 'content-md5': 'short' }, 'InvalidDigest'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    [{ 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    [{ 'x-amz-unheard-of': '1' }, 'NotImplemented'],
    [{ origin: 'https://evil.example' }, 'AccessDenied'],
    [{ 'sec-fetch-site': 'cross-site' }, 'AccessDenied'],
    [{ 'if-none-match': '"x"' }, 'NotImplemented'],
  ])('%j is refused with %s and stores nothing', async (headers, code) => {
    const answer = await call('PUT', '/uploads/refused', { body: 'hello', headers: headers });
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(existsSync(join(root, 'refused'))).toBe(false);
  });

  it('refuses what is declared too large before it is sent', async () => {
    const answer = await call('PUT', '/uploads/huge', { body: randomBytes(1024 ** 2 + 1) });
    expect(answer).toMatchObject({
      status: 400,
      text: expect.stringContaining('<MaxSizeAllowed>1048576</MaxSizeAllowed>'),
    });
    expect(existsSync(join(root, 'huge'))).toBe(false);
  });

  it('lets exactly one of 32 conditional writes win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        call('PUT', '/uploads/once', { body: `writer ${index}`, headers: { 'if-none-match': '*' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 31 }, () => 412)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await readFile(join(root, 'once'), 'utf8')).toBe(`writer ${winner}`);
  });

  it('answers probes on both listeners, and only exact ones on the data listener', async () => {
    expect(JSON.parse((await call('GET', '/health')).text)).toMatchObject({
      status: 'ok',
      version: '0.1.0',
      uptime_seconds: expect.any(Number),
    });
    expect(JSON.parse((await call('GET', '/ready')).text)).toMatchObject({
      status: 'ready',
      buckets: { uploads: { status: 'up' } },
    });
    expect(await call('HEAD', '/health')).toMatchObject({ status: 200, text: '' });
    expect(await call('GET', '/health?x=1')).toMatchObject({ status: 404 });
    expect(await call('GET', '/health', { headers: { authorization: 'x' } })).toMatchObject({ status: 404 });
    const health = await fetch(`${gateway.managementUrl}/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ok', components: expect.anything() }),
    ]);
    const ready = await fetch(`${gateway.managementUrl}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', buckets: { uploads: { status: 'up' }, plain: { status: 'up' } } },
    ]);
    expect((await fetch(`${gateway.managementUrl}/health`, { method: 'HEAD' })).status).toBe(200);
  });

  it('serves metrics and its API description', async () => {
    const metrics = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    expect(metrics).toContain('process_resident_memory_bytes');
    expect(metrics).toMatch(/mizuchi_requests_total\{operation="PutObject",code="OK"\} \d+/);
    expect(metrics).toContain('mizuchi_open_buckets 0');
    const description = (await (await fetch(`${gateway.managementUrl}/docs/json`)).json()) as { paths: object };
    expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(['/health', '/ready', '/metrics']));
    expect(await (await fetch(`${gateway.managementUrl}/docs`)).text()).toContain('swagger');
  });

  it('logs each request once, without key, query or header', async () => {
    const before = gateway.accessLog().length;
    await call('PUT', '/uploads/secret-key?x-id=PutObject', {
      body: 'abc',
      headers: { authorization: 'Bearer secret-token' },
    });
    await call('PUT', '/uploads/secret-key?acl', { body: 'abc' });
    await call('GET', '/nowhere');
    await delay(50);
    const lines = gateway.accessLog().slice(before);
    expect(lines).toEqual([
      expect.objectContaining({
        bucket: 'uploads',
        operation: 'PutObject',
        status: 200,
        bytes: 3,
        data_path: 'stream',
        client_ip: '127.0.0.1',
        key_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      }),
      expect.objectContaining({ operation: 'PutObjectAcl', status: 405, code: 'MethodNotAllowed', bytes: 0 }),
      expect.objectContaining({ status: 404, code: 'NoSuchBucket' }),
    ]);
    expect(JSON.stringify(gateway.log)).not.toMatch(/secret-key|secret-token|x-id/);
  });
});
