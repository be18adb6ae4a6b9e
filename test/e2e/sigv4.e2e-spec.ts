import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { encodeUri } from '../../src/common/sigv4/uri-encoding.js';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { describeWith, programPath } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

const ALICE = { accessKeyId: 'AKALICE', secretAccessKey: 'the/secret+of/alice' };
const BOB = { accessKeyId: 'AKBOB', secretAccessKey: 'the/secret+of/bob', sessionToken: 'the-token-of-bob' };
const OVER = { accessKeyId: 'AKOVER', secretAccessKey: 'the/secret+of/carol' };
const SECRETS = [ALICE, BOB, OVER].map(({ secretAccessKey }) => secretAccessKey);
const PROCESS_MS = 110_000;

let dir: TempDir;
let gateway: TestGateway;
/** Objects that were in the folder before a test. */
let before: string[];

const objects = async (): Promise<string[]> => {
  const files = await filesBelow(dir.join('data'));
  return files.filter((path) => !path.startsWith('.mizuchi/') || /^\.mizuchi\/(?:tmp|uploads)\//.test(path));
};
const stored = (key: string): Promise<string> => readFile(join(dir.join('data'), key), 'utf8');

beforeAll(async () => {
  dir = await tempDir();
  const credentials = [
    { access_key: ALICE.accessKeyId, secret_key: ALICE.secretAccessKey, subject: 'alice' },
    { access_key: BOB.accessKeyId, secret_key: BOB.secretAccessKey, session_token: BOB.sessionToken },
    { access_key: OVER.accessKeyId, secret_key: OVER.secretAccessKey, not_after: '2020-01-01T00:00:00Z' },
  ];
  const bucket = {
    name: 'uploads',
    path_prefix: '/uploads',
    filesystem: { root: dir.join('data'), fsync: false },
    operations: ['upload', 'HeadObject'],
    auth: { enabled: true, sigv4: { region: 'eu-west-1', credentials } },
  };
  const open = {
    name: 'open',
    path_prefix: '/open',
    filesystem: { root: dir.join('open'), fsync: false },
    auth: { enabled: false },
  };
  gateway = await startGateway(`buckets: ${JSON.stringify([bucket, open])}`, dir.join('state'));
});
beforeEach(async () => {
  before = await objects();
});
afterAll(async () => {
  const log = JSON.stringify(gateway.log);
  await gateway.close();
  await dir.remove();
  // Whatever the tests above sent: nothing of it may be in a log line.
  for (const secret of [...SECRETS, BOB.sessionToken, 'Signature=', 'X-Amz-Credential', 'AWS4-HMAC-SHA256']) {
    expect(log).not.toContain(secret);
  }
});

function client(credentials: { accessKeyId: string; secretAccessKey: string }, more: object = {}): S3Client {
  const endpoint = gateway.url;
  return new S3Client({ endpoint, region: 'eu-west-1', forcePathStyle: true, credentials, maxAttempts: 1, ...more });
}

/** URL for a PUT that the signer of the AWS SDK made. */
async function presign(key: string, { expiresIn = 60, at = new Date(), headers = {} } = {}): Promise<string> {
  const { host, hostname } = new URL(gateway.url);
  const signer = new SignatureV4({
    credentials: ALICE,
    region: 'eu-west-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { path, query = {} } = await signer.presign(
    {
      method: 'PUT',
      protocol: 'http:',
      hostname,
      path: `/uploads/${key}`,
      query: { 'x-id': 'PutObject' },
      headers: { host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', ...headers },
    },
    { signingDate: at, expiresIn },
  );
  const pairs = Object.entries(query).map(([name, value]) => `${encodeUri(name)}=${encodeUri(String(value))}`);
  return `${gateway.url}${path}?${pairs.join('&')}`;
}

async function put(url: string, headers: Record<string, string> = {}, body = 'hello') {
  const answer = await fetch(url, { method: 'PUT', body, headers });
  const text = await answer.text();
  return { status: answer.status, code: /<Code>(\w+)</.exec(text)?.[1], text, headers: answer.headers };
}

describe('a bucket with Signature V4', () => {
  it('takes uploads of the AWS SDK for JavaScript', async () => {
    await client(ALICE).send(new PutObjectCommand({ Bucket: 'uploads', Key: 'js/ü (1).txt', Body: 'hello' }));
    expect(await stored('js/ü (1).txt')).toBe('hello');
    await client(BOB).send(new PutObjectCommand({ Bucket: 'uploads', Key: 'js/bob', Body: 'hello' }));
    const Body = Buffer.alloc(6 * 1024 ** 2, 'x');
    await new Upload({ client: client(ALICE), params: { Bucket: 'uploads', Key: 'js/parts', Body } }).done();
    expect(await stored('js/parts')).toHaveLength(Body.length);
  });

  it('takes a presigned URL, with the headers that the presigner moved into it', async () => {
    const headers = { 'x-amz-meta-colour': 'blue', 'x-amz-checksum-crc32': 'NhCmhg==' };
    expect(await put(await presign('presigned/undici', { headers }))).toMatchObject({ status: 200 });
    expect(await stored('presigned/undici')).toBe('hello');
    const wrong = await put(await presign('presigned/wrong', { headers }), {}, 'jello');
    expect(wrong).toMatchObject({ status: 400, code: 'BadDigest' });
    await expect(stored('presigned/wrong')).rejects.toThrow('ENOENT');
    const contradicted = await put(await presign('presigned/wrong', { headers }), { 'x-amz-meta-colour': 'red' });
    expect(contradicted).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  it('binds upload ids to the one who began', async () => {
    const address = { Bucket: 'uploads', Key: 'bound' };
    const { UploadId } = await client(ALICE).send(new CreateMultipartUploadCommand(address));
    const part = new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'x' });
    await expect(client(BOB).send(part)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(client(ALICE).send(new ListPartsCommand({ ...address, UploadId }))).resolves.toMatchObject({
      UploadId,
    });
  });

  it.each([
    ['a wrong secret', { ...ALICE, secretAccessKey: 'wrong' }, {}, 403, 'SignatureDoesNotMatch'],
    ['an unknown key', { ...ALICE, accessKeyId: 'AKNOBODY' }, {}, 403, 'InvalidAccessKeyId'],
    ['a key whose time is over', OVER, {}, 403, 'InvalidAccessKeyId'],
    ['a session token of nobody', { ...ALICE, sessionToken: 'x' }, {}, 400, 'InvalidToken'],
    ['no session token', { ...BOB, sessionToken: undefined }, {}, 400, 'InvalidToken'],
    ['another region', ALICE, { region: 'us-west-2' }, 400, 'AuthorizationHeaderMalformed'],
    ['a clock an hour late', ALICE, { systemClockOffset: -3_600_000 }, 403, 'RequestTimeTooSkewed'],
  ])('refuses %s, and stores nothing', async (_, credentials, options, status, name) => {
    const { sessionToken, ...pair } = { sessionToken: undefined, ...credentials };
    const keys = sessionToken === undefined ? pair : { ...pair, sessionToken };
    const command = new PutObjectCommand({ Bucket: 'uploads', Key: 'refused', Body: 'hello' });
    await expect(client(keys, { ...options, followRegionRedirects: false }).send(command)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
    expect(await objects()).toEqual(before);
  });

  it('refuses whoever does not sign, in whatever way', async () => {
    const url = `${gateway.url}/uploads/refused`;
    expect(await put(url)).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await put(url, { authorization: 'Bearer a.b.c' })).toMatchObject({ status: 400, code: 'InvalidArgument' });
    expect(await put(url, { authorization: 'AWS AKALICE:c2ln' })).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    });
    const version2 = await put(`${url}?AWSAccessKeyId=AKALICE&Signature=c2ln&Expires=9999999999`);
    expect(version2).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(version2.text).toContain('AWS4-HMAC-SHA256');
    expect(await put(`${url}?x-amz-acl=private`)).toMatchObject({ status: 501, code: 'NotImplemented' });
    expect(await objects()).toEqual(before);
  });

  it('refuses presigned URLs that are expired, early, changed or used for something else', async () => {
    const hour = 3_600_000;
    const expired = await put(await presign('refused', { at: new Date(Date.now() - hour) }));
    expect(expired).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(expired.text).toContain('Request has expired');
    const early = await put(await presign('refused', { at: new Date(Date.now() + hour) }));
    expect(early.text).toContain('Request is not valid yet');
    const url = await presign('refused');
    expect(await put(url.replace('/refused?', '/other?'))).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect(await put(url, { 'x-amz-acl': 'public-read' })).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await put(url, { authorization: 'AWS4-HMAC-SHA256 x' })).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(403);
    expect(await objects()).toEqual(before);
  });

  it('refuses a list of parts other than the one that was signed', async () => {
    const address = { Bucket: 'uploads', Key: 'completed' };
    const s3 = client(ALICE);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(address));
    const { ETag } = await s3.send(new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'hello' }));
    s3.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string };
        request.body = request.body.replace('<PartNumber>1<', '<PartNumber>2<');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await expect(
      s3.send(new CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload })),
    ).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
    await client(ALICE).send(new CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload }));
    expect(await stored('completed')).toBe('hello');
  });

  it('leaves open buckets open, without the meaning that a signature gives to the query', async () => {
    expect(await put(`${gateway.url}/open/a`)).toMatchObject({ status: 200 });
    expect(await put(`${gateway.url}/open/a?x-amz-acl=private&X-Amz-Signature=x`)).toMatchObject({ status: 501 });
  });

  it('takes signed requests of web pages, which an open bucket refuses', async () => {
    const origin = { origin: 'https://app.example' };
    expect(await put(await presign('from-a-page'), origin)).toMatchObject({ status: 200 });
    expect(await put(`${gateway.url}/open/a`, origin)).toMatchObject({ status: 403 });
  });

  it('counts attempts, and names the caller in the access log by a hash', async () => {
    const metrics = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    for (const labels of [
      'method="sigv4",result="accepted"',
      'method="sigv4",result="refused"',
      'method="none",result="refused"',
    ]) {
      expect(metrics).toContain(`mizuchi_auth_attempts_total{${labels}}`);
    }
    expect(gateway.accessLog()).toContainEqual(
      expect.objectContaining({ subject_hash: expect.stringMatching(/^\w{16}$/) }),
    );
    expect(JSON.stringify(gateway.log)).not.toContain('alice');
  });
});

describeWith(['aws', 'curl', 'python'], 'clients with real keys', () => {
  const env = (keys: typeof ALICE) => ({
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_DEFAULT_REGION: 'eu-west-1',
  });
  const run = (program: string, args: string[], keys = ALICE) =>
    runClient(program, args, { env: env(keys), timeoutMs: PROCESS_MS });

  it(
    'upload with the AWS CLI, in one piece and in parts',
    async () => {
      const [file, target] = [dir.join('large'), 's3://uploads/cli/'];
      const content = 'y'.repeat(17 * 1024 ** 2);
      await writeFile(file, content);
      const aws = (...args: string[]) => run(programPath('aws'), ['--endpoint-url', gateway.url, 's3', 'cp', ...args]);
      expect(await aws('package.json', target)).toMatchObject({ code: 0 });
      expect(await aws(file, target)).toMatchObject({ code: 0 });
      expect(await stored('cli/large')).toBe(content);
      before = await objects();
      const args = ['--endpoint-url', gateway.url, 's3', 'cp', 'package.json', 's3://uploads/refused'];
      const refused = await run(programPath('aws'), args, { ...ALICE, secretAccessKey: 'wrong' });
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain('SignatureDoesNotMatch');
      expect(await objects()).toEqual(before);
    },
    PROCESS_MS,
  );

  it(
    'upload with boto3, and with curl through its presigned URL',
    async () => {
      const script = [
        'import sys, boto3',
        'from botocore.config import Config',
        's3 = boto3.client("s3", endpoint_url=sys.argv[1], config=Config(signature_version="s3v4"))',
        's3.put_object(Bucket="uploads", Key="boto3/a b+c", Body=b"hello")',
        'print(s3.generate_presigned_url("put_object", Params={"Bucket": "uploads", "Key": "boto3/presigned"}))',
      ].join('\n');
      const boto3 = await run(programPath('python'), ['-c', script, gateway.url]);
      expect(boto3).toMatchObject({ code: 0 });
      expect(await stored('boto3/a b+c')).toBe('hello');
      const curl = await run(programPath('curl'), [
        '--disable',
        '-sS',
        '--fail',
        '-T',
        'package.json',
        boto3.stdout.trim(),
      ]);
      expect(curl).toMatchObject({ code: 0 });
      expect(await stored('boto3/presigned')).toBe(await readFile('package.json', 'utf8'));
    },
    PROCESS_MS,
  );
});
