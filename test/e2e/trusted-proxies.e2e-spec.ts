import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import type { RawResponse } from '../support/raw-response.js';
import { describeWith, programPath } from '../support/requirements.js';
import { startRewritingProxy } from '../support/rewriting-proxy.js';
import type { RewritingProxy } from '../support/rewriting-proxy.js';
import { runClient } from '../support/run-client.js';
import { signedHeaders } from '../support/signed-raw-request.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const KEYS = { accessKeyId: 'AK', secretAccessKey: 'the/secret' };
const HOST = 'up.example.com';
const PREFIX = '/s3';
const PROCESS_MS = 110_000;

let dir: TempDir;
/** The first believes the proxy, the second does not. */
let gateways: [TestGateway, TestGateway];
let proxies: [RewritingProxy, RewritingProxy];

beforeAll(async () => {
  dir = await tempDir();
  const start = async (name: string, trustedProxies: string[]): Promise<TestGateway> => {
    const auth = JSON.stringify({
      enabled: true,
      sigv4: { access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey },
    });
    const buckets = ['uploads', 'other'].map((bucket) =>
      folderBucket(bucket, dir.join(name, bucket)).replace('{ enabled: false }', auth),
    );
    return startGateway(`buckets:\n${buckets.join('\n')}`, dir.join(name, 'state'), {
      trustedProxies,
      publicHosts: [HOST],
    });
  };
  gateways = [await start('believes', ['127.0.0.0/8']), await start('does-not', ['10.0.0.0/8'])];
  const front = (gateway: TestGateway) =>
    startRewritingProxy(gateway, {
      prefix: PREFIX,
      headers: (client) => ({
        host: 'inside:8080',
        'accept-encoding': 'gzip',
        'x-original-accept-encoding': client.headers['accept-encoding'],
        'x-forwarded-for': '6.6.6.6, 203.0.113.9',
        'x-forwarded-host': client.headers.host,
        'x-forwarded-proto': 'https',
        'x-forwarded-prefix': PREFIX,
        'x-request-id': 'from-the-proxy',
      }),
    });
  proxies = [await front(gateways[0]), await front(gateways[1])];
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  for (const gateway of gateways) await gateway.close();
  await dir.remove();
});

const stored = (...path: string[]): Promise<string> => readFile(dir.join('believes', ...path), 'utf8');
const sdk = (proxy: RewritingProxy): S3Client =>
  new S3Client({
    endpoint: `${proxy.url}${PREFIX}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: KEYS,
    maxAttempts: 1,
  });
async function send(headers: Record<string, string>, target: string, gateway = gateways[0]): Promise<RawResponse> {
  using connection = await RawConnection.open(gateway.port);
  await connection.send(request('PUT', target, 'hello', headers));
  return await answerOf(connection);
}

describe('behind a proxy that changes Host, path and Accept-Encoding', () => {
  it('the AWS SDK for JavaScript uploads, in one piece and in parts', async () => {
    await sdk(proxies[0]).send(new PutObjectCommand({ Bucket: 'uploads', Key: 'ü (1)', Body: 'hello' }));
    expect(await stored('uploads', 'ü (1)')).toBe('hello');
    const Body = Buffer.alloc(6 * 1024 ** 2, 'x');
    const params = { Bucket: 'uploads', Key: 'parts', Body };
    const { Location } = await new Upload({ client: sdk(proxies[0]), params }).done();
    expect(Location).toBe(`https://${proxies[0].host}${PREFIX}/uploads/parts`);
    expect(await stored('uploads', 'parts')).toHaveLength(Body.length);
  });

  it('every signature fails when the proxy is not trusted', async () => {
    const put = new PutObjectCommand({ Bucket: 'uploads', Key: 'k', Body: 'hello' });
    await expect(sdk(proxies[1]).send(put)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('the address of the client and the id of the proxy are in the log, and the id in the answer', async () => {
    const answer = await fetch(`${proxies[0].url}/s3/uploads/k`, { method: 'PUT', body: 'x' });
    expect(answer.headers.get('x-request-id')).toBe('from-the-proxy');
    const id = answer.headers.get('x-amz-request-id');
    const line = await eventually(
      () => gateways[0].accessLog().find(({ request_id }) => request_id === id),
      (found) => found !== undefined,
    );
    expect(line).toMatchObject({ client_ip: '203.0.113.9', x_request_id: 'from-the-proxy' });
    const ignored = await fetch(`${proxies[1].url}/s3/uploads/k`, { method: 'PUT', body: 'x' });
    expect(ignored.headers.get('x-request-id')).toBeNull();
    expect(JSON.stringify(gateways[1].log)).not.toContain('from-the-proxy');
    expect(JSON.stringify(gateways[1].log)).not.toContain('203.0.113.9');
  });

  describeWith(['python'], 'boto3', () => {
    it(
      'uploads, in one piece and in parts',
      async () => {
        const script = [
          'import sys, boto3, io',
          's3 = boto3.client("s3", endpoint_url=sys.argv[1])',
          's3.put_object(Bucket="uploads", Key="boto3/a b+c", Body=b"hello")',
          's3.upload_fileobj(io.BytesIO(b"y" * 17 * 1024 ** 2), "uploads", "boto3/parts")',
        ].join('\n');
        const env = {
          AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
          AWS_DEFAULT_REGION: 'us-east-1',
        };
        const args = ['-c', script, `${proxies[0].url}${PREFIX}`];
        expect(await runClient(programPath('python'), args, { env, timeoutMs: PROCESS_MS })).toMatchObject({ code: 0 });
        expect(await stored('uploads', 'boto3/a b+c')).toBe('hello');
        expect(await stored('uploads', 'boto3/parts')).toHaveLength(17 * 1024 ** 2);
      },
      PROCESS_MS,
    );
  });
});

describe('what a proxy says about the request', () => {
  const sign = (path: string, host: string, headers: Record<string, string> = {}) =>
    signedHeaders({ path, host, body: 'hello', headers }, KEYS);

  it.each([
    ['another host', 'a.example', { 'x-forwarded-host': 'a.example' }],
    ['a port that got lost', 'a.example:8443', { 'x-forwarded-host': 'a.example', 'x-forwarded-port': '8443' }],
    ['a port that only Host lacks', 'a.example:8443', { host: 'a.example', 'x-forwarded-port': '8443' }],
    ['a port that was added', 'a.example', { 'x-forwarded-host': 'a.example:443' }],
    ['nothing, and Host is a public one', HOST, { host: 'inside' }],
  ])('counts: %s', async (_what, host, change) => {
    expect(verdict(await send({ ...sign('/uploads/k', host), Host: 'inside', ...lower(change) }, '/uploads/k'))).toBe(
      '200',
    );
  });

  /** Field names of the signer's own case. */
  function lower({ host, ...rest }: Record<string, string>): Record<string, string> {
    return host === undefined ? rest : { ...rest, Host: host };
  }

  it('names the bucket of a virtual-hosted request', async () => {
    const host = `uploads.${HOST}`;
    const headers = { ...sign('/virtual', host), Host: 'inside', 'X-Forwarded-Host': host };
    expect(verdict(await send(headers, '/virtual'))).toBe('200');
    expect(await stored('uploads', 'virtual')).toBe('hello');
  });

  it.each([
    ['host that the signature does not cover', `other.${HOST}`, {}],
    ['host, with the one that was signed in Host', `other.${HOST}`, { Host: `uploads.${HOST}` }],
  ])('cannot move a signature to another bucket: by a %s', async (_what, forwarded, change) => {
    const headers = { ...sign('/moved', `uploads.${HOST}`), Host: 'inside', 'X-Forwarded-Host': forwarded, ...change };
    expect(verdict(await send(headers, '/moved'))).toBe('403 SignatureDoesNotMatch');
    await expect(stored('other', 'moved')).rejects.toThrow('ENOENT');
  });

  it('cannot move a signature for a public host into the bucket before it', async () => {
    const headers = { ...sign('/uploads/moved', HOST), Host: `other.${HOST}` };
    expect(verdict(await send(headers, '/uploads/moved'))).toBe('403 SignatureDoesNotMatch');
  });

  it('cannot make a part of a key into a bucket', async () => {
    const inPath = { ...sign('/uploads/other/moved', 'a'), 'X-Forwarded-Prefix': '/uploads' };
    expect(verdict(await send(inPath, '/other/moved'))).toBe('403 SignatureDoesNotMatch');
    const host = `uploads.${HOST}`;
    const inHost = { ...sign('/folder/moved', host), 'X-Forwarded-Prefix': '/folder' };
    expect(verdict(await send(inHost, '/moved'))).toBe('403 SignatureDoesNotMatch');
    await expect(stored('other', 'moved')).rejects.toThrow('ENOENT');
    await expect(stored('uploads', 'moved')).rejects.toThrow('ENOENT');
  });

  it('restores an Accept-Encoding that was signed', async () => {
    const headers = sign('/uploads/encoded', 'a', { 'Accept-Encoding': 'identity' });
    expect(headers['Authorization']).toContain('accept-encoding');
    const changed = { ...headers, 'Accept-Encoding': 'gzip' };
    expect(verdict(await send(changed, '/uploads/encoded'))).toBe('403 SignatureDoesNotMatch');
    const original = { ...changed, 'X-Original-Accept-Encoding': 'identity' };
    expect(verdict(await send(original, '/uploads/encoded'))).toBe('200');
    expect(verdict(await send(original, '/uploads/encoded', gateways[1]))).toBe('403 SignatureDoesNotMatch');
  });
});
