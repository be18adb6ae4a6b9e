import { readFile } from 'node:fs/promises';
import { CreateMultipartUploadCommand, ListPartsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { goodClaims, signingKey, tokenOf } from '../support/identity-provider.js';
import type { SigningKey } from '../support/identity-provider.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, requestHead, verdict } from '../support/raw-request.js';
import { describeWith, programPath } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const PAIR = { accessKeyId: 'uploader', secretAccessKey: 'known-to-everyone' };
const PROCESS_MS = 110_000;
const GIBIBYTE = 1024 ** 3;

let dir: TempDir;
let gateway: TestGateway;
let key: SigningKey;

beforeAll(async () => {
  dir = await tempDir();
  key = await signingKey('k', 'ES256');
  const public_key = key.publicKey.export({ type: 'spki', format: 'pem' });
  const claims = [{ claim: 'tenant', operator: 'equals', value: 'acme' }];
  const jwt = { algorithm: 'ES256', public_key, claims };
  const sigv4 = { access_key: PAIR.accessKeyId, secret_key: PAIR.secretAccessKey };
  const buckets = { session: { jwt: { ...jwt, sigv4_session: true }, sigv4 }, both: { jwt, sigv4 } };
  const list = Object.entries(buckets).map(([name, auth]) => ({
    name,
    path_prefix: `/${name}`,
    filesystem: { root: dir.join(name), fsync: false },
    operations: ['upload', 'HeadObject'],
    auth: { enabled: true, ...auth },
  }));
  gateway = await startGateway(`buckets: ${JSON.stringify(list)}`, dir.join('state'));
});
afterAll(async () => {
  await gateway.close();
  await dir.remove();
  expect(JSON.stringify(gateway.log)).not.toContain('eyJ');
});

const acme = (more: Record<string, unknown> = {}): Promise<string> =>
  tokenOf(key, goodClaims({ tenant: 'acme', ...more }));
const stored = (path: string): Promise<string> => readFile(dir.join(path), 'utf8');

function client(sessionToken: string | undefined, pair = PAIR): S3Client {
  const credentials = { ...pair, ...(sessionToken !== undefined && { sessionToken }) };
  return new S3Client({
    endpoint: gateway.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
    // A presigned URL would carry the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

/** Name and status of the error that the SDK throws. */
async function refusal(sessionToken: string | undefined, pair = PAIR): Promise<string> {
  try {
    await client(sessionToken, pair).send(new PutObjectCommand({ Bucket: 'session', Key: 'refused', Body: 'x' }));
    return 'stored';
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata: { httpStatusCode?: number } };
    return `${$metadata.httpStatusCode ?? 0} ${name}`;
  }
}

describe('a token as session token', () => {
  it('names the caller of an S3 client', async () => {
    await client(await acme()).send(new PutObjectCommand({ Bucket: 'session', Key: 'js', Body: 'hello' }));
    expect(await stored('session/js')).toBe('hello');
    expect(gateway.accessLog().at(-1)).toMatchObject({ status: 200, subject_hash: expect.any(String) as unknown });
  });

  it('binds upload ids to its subject, whichever token of it comes next', async () => {
    const address = { Bucket: 'session', Key: 'parts' };
    const { UploadId } = await client(await acme()).send(new CreateMultipartUploadCommand(address));
    const list = new ListPartsCommand({ ...address, UploadId });
    await expect(client(await acme({ jti: 'next' })).send(list)).resolves.toMatchObject({ UploadId });
    await expect(client(await acme({ sub: 'bob' })).send(list)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('works in a presigned URL, and alone as a bearer token', async () => {
    const command = new PutObjectCommand({ Bucket: 'session', Key: 'presigned' });
    const url = await getSignedUrl(client(await acme()), command);
    expect(await fetch(url, { method: 'PUT', body: 'hello' })).toMatchObject({ status: 200 });
    expect(await stored('session/presigned')).toBe('hello');
    const other = url.replace(/X-Amz-Security-Token=[^&]+/, `X-Amz-Security-Token=${await acme({ sub: 'bob' })}`);
    expect(await fetch(other, { method: 'PUT', body: 'hello' })).toMatchObject({ status: 403 });
    const authorization = `Bearer ${await acme()}`;
    const alone = await fetch(`${gateway.url}/session/alone`, {
      method: 'PUT',
      body: 'hello',
      headers: { authorization },
    });
    expect(alone.status).toBe(200);
  });

  it('is refused when it or the signature does not hold', async () => {
    const expired = goodClaims({ tenant: 'acme', exp: Math.floor(Date.now() / 1000) - 3600 });
    expect(await refusal(undefined)).toBe('403 AccessDenied');
    expect(await refusal('x')).toBe('400 InvalidToken');
    expect(await refusal(await tokenOf(key, expired))).toBe('400 ExpiredToken');
    expect(await refusal(await tokenOf(await signingKey('k', 'ES256')))).toBe('400 InvalidToken');
    expect(await refusal(await acme({ tenant: 'globex' }))).toBe('403 AccessDenied');
    expect(await refusal(await acme(), { ...PAIR, secretAccessKey: 'wrong' })).toBe('403 SignatureDoesNotMatch');
    await expect(stored('session/refused')).rejects.toThrow('ENOENT');
  });
});

describe('a bucket for tokens and signatures', () => {
  it('judges a request by what it carries', async () => {
    await client(undefined).send(new PutObjectCommand({ Bucket: 'both', Key: 'signed', Body: 'hello' }));
    expect(await stored('both/signed')).toBe('hello');
    const put = (headers: Record<string, string>) =>
      fetch(`${gateway.url}/both/token`, { method: 'PUT', body: 'hello', headers });
    expect(await put({ authorization: `Bearer ${await acme()}` })).toMatchObject({ status: 200 });
    expect(await put({ authorization: `Bearer ${await acme({ tenant: 'globex' })}` })).toMatchObject({ status: 403 });
    const none = await put({});
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    await expect(
      client(await acme()).send(new PutObjectCommand({ Bucket: 'both', Key: 'session', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});

describe('a refused upload of a gibibyte', () => {
  it.each([
    ['without a token', () => Promise.resolve({}), '401 AccessDenied'],
    ['with a wrong token', () => Promise.resolve({ Authorization: 'Bearer x' }), '401 InvalidToken'],
    [
      'with claims that the rules refuse',
      async () => ({ Authorization: `Bearer ${await acme({ tenant: 'globex' })}` }),
      '403 AccessDenied',
    ],
  ])('%s is answered before a byte of it is sent', async (_name, headers, expected) => {
    using connection = await RawConnection.open(gateway.port);
    const head = { 'Content-Length': GIBIBYTE, Expect: '100-continue', ...(await headers()) };
    await connection.send(requestHead('PUT', '/both/large', head));
    // The first answer would be 100 if the body were asked for.
    expect(verdict(await answerOf(connection))).toBe(expected);
  });
});

describeWith(['python'], 'boto3 with a token as session token', () => {
  it(
    'uploads',
    async () => {
      const script =
        'import sys, boto3\n' +
        's3 = boto3.client("s3", endpoint_url=sys.argv[1])\n' +
        's3.put_object(Bucket="session", Key="boto3", Body=b"hello")';
      const env = {
        AWS_ACCESS_KEY_ID: PAIR.accessKeyId,
        AWS_SECRET_ACCESS_KEY: PAIR.secretAccessKey,
        AWS_SESSION_TOKEN: await acme(),
        AWS_DEFAULT_REGION: 'us-east-1',
      };
      const run = await runClient(programPath('python'), ['-c', script, gateway.url], { env, timeoutMs: PROCESS_MS });
      expect(run).toMatchObject({ code: 0 });
      expect(await stored('session/boto3')).toBe('hello');
    },
    PROCESS_MS,
  );
});
