import { randomUUID } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { describeWith } from '../support/requirements.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { startVersitygw } from '../support/versitygw.js';
import type { Versitygw } from '../support/versitygw.js';

const APP = 'https://app.example.com';
const STRANGER = 'https://stranger.example.com';
const KEYS = { accessKeyId: 'AKPAGE', secretAccessKey: 'the/secret+of/the-page' };

describeWith(['versitygw'], 'cors: passthrough', () => {
  let dir: TempDir;
  let backend: Versitygw;
  let gateway: TestGateway;
  let client: S3Client;

  const clientOf = (endpoint: string, credentials = KEYS): S3Client =>
    new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });

  beforeAll(async () => {
    dir = await tempDir();
    backend = await startVersitygw();
    const { endpoint, region, accessKey, secretKey } = backend;
    const admin = clientOf(endpoint, { accessKeyId: accessKey, secretAccessKey: secretKey });
    await backend.createBucket('behind');
    await admin.send(
      new PutBucketCorsCommand({
        Bucket: 'behind',
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [APP],
              AllowedMethods: ['PUT', 'POST', 'DELETE'],
              AllowedHeaders: ['content-type', 'x-amz-*'],
              ExposeHeaders: ['x-amz-version-id'],
              MaxAgeSeconds: 77,
            },
          ],
        },
      }),
    );
    admin.destroy();
    const bucket = {
      name: 'pages',
      path_prefix: '/pages',
      s3: { bucket: 'behind', endpoint, region, access_key: accessKey, secret_key: secretKey },
      auth: {
        enabled: true,
        sigv4: { region, access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey },
      },
      cors: 'passthrough',
    };
    gateway = await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state'));
    client = clientOf(gateway.url);
  });
  afterAll(async () => {
    client.destroy();
    await gateway.close();
    await backend.stop();
    await dir.remove();
  });

  const preflight = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${gateway.url}${path}`, { method: 'OPTIONS', headers });
  const asking = (origin: string, method: string, headers = 'content-type'): Record<string, string> => ({
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': headers,
  });
  /** A presigned PUT, as a page sends it. */
  const put = async (origin: string, body: string, headers: Record<string, string> = {}): Promise<Response> => {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'pages', Key: randomUUID() }));
    return await fetch(url, { method: 'PUT', body, headers: { origin, ...headers } });
  };

  it.each(['/pages', '/pages/a%20key', '/pages/k?partNumber=1&uploadId=x'])(
    'answers a preflight of %s as the rules of the backend say',
    async (path) => {
      const answer = await preflight(path, asking(APP, 'PUT', 'content-type, x-amz-meta-a'));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
      expect(answer.headers.get('access-control-allow-methods')).toBe('PUT, POST, DELETE');
      expect(answer.headers.get('access-control-allow-headers')).toBe('content-type, x-amz-meta-a');
      expect(answer.headers.get('access-control-max-age')).toBe('77');
      expect(answer.headers.get('vary')).toContain('Origin');
    },
  );

  it.each([
    ['another origin', asking(STRANGER, 'PUT'), 403, 'AccessForbidden', 'This CORS request is not allowed.'],
    ['another method', asking(APP, 'GET'), 403, 'AccessForbidden', 'This CORS request is not allowed.'],
    ['another header', asking(APP, 'PUT', 'x-own'), 403, 'AccessForbidden', 'This CORS request is not allowed.'],
    ['no origin', { 'access-control-request-method': 'PUT' }, 400, 'BadRequest', 'Insufficient information.'],
    ['an unknown method', asking(APP, 'put'), 400, 'BadRequest', 'Invalid Access-Control-Request-Method: put'],
  ])('passes on the refusal of a preflight with %s', async (_, headers, status, code, message) => {
    const answer = await preflight('/pages/k', headers);
    const text = await answer.text();
    expect(answer.status).toBe(status);
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toContain(message);
    expect(text).not.toContain('behind');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses a preflight for a key that no request may have, without asking', async () => {
    const answer = await preflight('/pages/a%00b', asking(APP, 'PUT'));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>InvalidURI</Code>');
  });

  it('lets the page of a permitted origin read the answer, with what the backend exposes', async () => {
    const answer = await put(APP, 'hello');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-amz-version-id');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('tells the backend the origin on calls of the control client too, a refusal of the backend included', async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: 'pages', Key: 'k' }));
    const command = new AbortMultipartUploadCommand({ Bucket: 'pages', Key: 'k', UploadId });
    const url = await getSignedUrl(client, command);
    const first = await fetch(url, { method: 'DELETE', headers: { origin: APP } });
    const second = await fetch(url, { method: 'DELETE', headers: { origin: APP } });
    expect([first.status, second.status]).toEqual([204, 404]);
    for (const answer of [first, second]) expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
  });

  it('gives the page of another origin nothing to read, and still stores what is signed', async () => {
    const answer = await put(STRANGER, 'hello');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('has no CORS headers for a request without an origin', async () => {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'pages', Key: 'k' }));
    const answer = await fetch(url, { method: 'PUT', body: 'hello' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('has none on what the gateway refuses by itself, for the backend was not asked', async () => {
    const answer = await fetch(`${gateway.url}/pages/k`, { method: 'PUT', body: 'x', headers: { origin: APP } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  });
});
