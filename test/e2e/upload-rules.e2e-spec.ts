import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CreateMultipartUploadCommandOutput, PutObjectCommandInput } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const KEYS = { accessKeyId: 'AKRULES', secretAccessKey: 'secret-of-the-rules' };
const SECRET = 'a-secret-of-32-bytes-for-the-jwt';
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(5000, 1)]);
const HTML = Buffer.from(`<html>${' '.repeat(5000)}</html>`);
const PART = 5 * 1024 * 1024;

const AUTH = { enabled: true, sigv4: { access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey } };
const TOKENS = { enabled: true, jwt: { algorithm: 'HS256', secret: SECRET } };
const OPERATIONS = ['upload', 'probe', 'download', 'CopyObject', 'UploadPartCopy', 'ListMultipartUploads'];
const BUCKETS = {
  free: { auth: AUTH },
  sized: { auth: AUTH, upload: { min_size: 10, max_size: PART + 100 } },
  typed: { auth: AUTH, upload: { content_types: ['image/*'], sniff: true } },
  locked: { auth: AUTH, upload: { overwrite: false } },
  plain: {
    auth: AUTH,
    upload: { forbidden_headers: ['X-Amz-Meta-Secret'], forced_headers: { 'x-amz-meta-origin': 'gateway' } },
  },
  keyed: { auth: TOKENS, upload: { key_pattern: '^{claim.tenant}/.+$' } },
  inbox: { auth: TOKENS, upload: { key_template: '{claim.tenant}/{date}/{key.name}' } },
};
type Bucket = keyof typeof BUCKETS;

let dir: TempDir;
let gateway: TestGateway;
let client: S3Client;

beforeAll(async () => {
  dir = await tempDir();
  const root = (name: string) => ({ root: dir.join(name), fsync: false });
  // Rules speak about one configured bucket, so that every source of a copy has to come into it another way.
  const buckets = Object.entries(BUCKETS).map(([name, rules]) => ({
    ...{ name, path_prefix: `/${name}`, operations: OPERATIONS, filesystem: root(name) },
    ...rules,
  }));
  for (const name of ['sized', 'typed'] as const) {
    buckets.push({
      ...{ name: `${name}-side`, path_prefix: `/${name}-side`, operations: OPERATIONS, filesystem: root(name) },
      auth: AUTH,
    });
  }
  gateway = await startGateway(`buckets: ${JSON.stringify(buckets)}`, dir.join('state'));
  client = new S3Client({
    ...{ endpoint: gateway.url, region: 'us-east-1', credentials: KEYS, forcePathStyle: true, maxAttempts: 1 },
    requestStreamBufferSize: 65_536,
    // It warns of every stream that cannot be sent again.
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
});

afterAll(async () => {
  client.destroy();
  await gateway.close();
  await dir.remove();
});

function ignore(): void {
  // Nothing to say.
}

const put = (Bucket: string, Key: string, Body: Buffer, input: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...input }));
const code = (name: string) => ({ name });
const token = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('mara')
    .setExpirationTime('1h')
    .sign(Buffer.from(SECRET));

/** Everything that is visible in a bucket's folder. */
async function stored(bucket: string): Promise<readonly string[]> {
  const entries = await readdir(dir.join(bucket), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/.mizuchi/'))
    .map(({ name }) => name)
    .sort();
}

async function openUploads(Bucket: Bucket): Promise<number> {
  return ((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).length;
}

const create = (Bucket: Bucket, Key: string, ContentType?: string): Promise<CreateMultipartUploadCommandOutput> =>
  client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...(ContentType !== undefined && { ContentType }) }));

/** A multipart upload of these parts, completed. */
async function assemble(Bucket: Bucket, Key: string, parts: readonly Buffer[], ContentType?: string, first = 1) {
  const { UploadId } = await create(Bucket, Key, ContentType);
  const Parts = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = first + index;
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  return client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

async function post(Bucket: Bucket, Key: string, file: Buffer, fields: Record<string, string> = {}): Promise<string> {
  const form = await createPresignedPost(client, { Bucket, Key, Fields: fields });
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
  data.append('file', new Blob([new Uint8Array(file)]));
  const answer = await fetch(form.url, { method: 'POST', body: data });
  return answer.ok ? 'stored' : (/<Code>(\w+)</.exec(await answer.text())?.[1] ?? '');
}

describe('the size of objects', () => {
  it.each([
    [9, 'EntityTooSmall'],
    [PART + 101, 'EntityTooLarge'],
  ])('%d bytes are refused', async (size, refusal) => {
    const body = Buffer.alloc(size, 1);
    await expect(put('sized', 'put', body)).rejects.toMatchObject(code(refusal));
    const chunked = { Body: Readable.from([body]), ContentLength: size };
    await expect(
      client.send(new PutObjectCommand({ Bucket: 'sized', Key: 'chunked', ...chunked })),
    ).rejects.toMatchObject(code(refusal));
    expect(await post('sized', 'form', body)).toBe(refusal);
    expect(await stored('sized')).not.toEqual(expect.arrayContaining(['put']));
    expect(await stored('sized')).not.toEqual(expect.arrayContaining(['form']));
  });

  it('is that of all parts together', async () => {
    const parts = [Buffer.alloc(PART, 1), Buffer.alloc(101, 2)];
    await expect(assemble('sized', 'large', parts)).rejects.toMatchObject(code('EntityTooLarge'));
    await expect(assemble('sized', 'small', [Buffer.alloc(3)])).rejects.toMatchObject(code('EntityTooSmall'));
    expect(await openUploads('sized')).toBe(0);
    expect(await stored('sized')).toEqual([]);
    await assemble('sized', 'right', [Buffer.alloc(PART, 1), Buffer.alloc(100, 2)]);
    expect(await stored('sized')).toEqual(['right']);
  });

  it('holds for one part', async () => {
    const { UploadId } = await create('sized', 'part');
    const part = { Bucket: 'sized', Key: 'part', UploadId, PartNumber: 1, Body: Buffer.alloc(PART + 101) };
    await expect(client.send(new UploadPartCommand(part))).rejects.toMatchObject(code('EntityTooLarge'));
  });

  it('holds for copies', async () => {
    // The same folder under a bucket without rules: how a source that breaks them comes to be there.
    await put('sized-side', 'source-small', Buffer.alloc(3));
    await put('sized-side', 'source-large', Buffer.alloc(PART + 101));
    for (const [name, refusal] of [
      ['source-small', 'EntityTooSmall'],
      ['source-large', 'EntityTooLarge'],
    ] as const) {
      const copy = { Bucket: 'sized', Key: 'copy', CopySource: `sized/${name}` };
      await expect(client.send(new CopyObjectCommand(copy))).rejects.toMatchObject(code(refusal));
    }
    expect(await stored('sized')).not.toContain('copy');
  });
});

describe('the type of objects', () => {
  it('has to be in the list and to be true', async () => {
    await put('typed', 'true.png', PNG, { ContentType: 'image/png' });
    for (const [type, body] of [
      ['text/plain', Buffer.from('text')],
      ['image/png', HTML],
      ['image/jpeg', PNG],
      ['image/svg+xml', Buffer.from('<svg onload="x()"/>')],
      [undefined, PNG],
    ] as const) {
      const typed = type === undefined ? {} : { ContentType: type };
      await expect(put('typed', 'false', body, typed)).rejects.toMatchObject(code('AccessDenied'));
      expect(await post('typed', 'false', body, type === undefined ? {} : { 'Content-Type': type })).toBe(
        'AccessDenied',
      );
    }
    const chunked = { Body: Readable.from([HTML]), ContentLength: HTML.length };
    const input = { Bucket: 'typed', Key: 'false', ContentType: 'image/png', ...chunked };
    await expect(client.send(new PutObjectCommand(input))).rejects.toMatchObject(code('AccessDenied'));
    expect(await post('typed', 'form.png', PNG, { 'Content-Type': 'image/png' })).toBe('stored');
    expect(await stored('typed')).toEqual(['form.png', 'true.png']);
  });

  it('is looked at in the first part', async () => {
    await expect(create('typed', 'text', 'text/plain')).rejects.toMatchObject(code('AccessDenied'));
    await expect(assemble('typed', 'html', [HTML], 'image/png')).rejects.toMatchObject(code('AccessDenied'));
    await expect(assemble('typed', 'second', [HTML], 'image/png', 2)).rejects.toMatchObject(code('InvalidRequest'));
    await assemble('typed', 'parts.png', [PNG], 'image/png');
    expect(await stored('typed')).toEqual(['form.png', 'parts.png', 'true.png']);
  });

  it('is looked at in copies', async () => {
    await put('typed-side', 'source-html', HTML, { ContentType: 'image/png' });
    await put('typed-side', 'source-text', Buffer.from('text'), { ContentType: 'text/plain' });
    for (const source of ['source-html', 'source-text']) {
      const copy = { Bucket: 'typed', Key: 'copy', CopySource: `typed/${source}` };
      await expect(client.send(new CopyObjectCommand(copy))).rejects.toMatchObject(code('AccessDenied'));
    }
    const { UploadId } = await create('typed', 'copy', 'image/png');
    const part = { Bucket: 'typed', Key: 'copy', UploadId, PartNumber: 1, CopySource: 'typed/source-html' };
    await expect(client.send(new UploadPartCopyCommand(part))).rejects.toMatchObject(code('AccessDenied'));
    expect(await stored('typed')).not.toContain('copy');
    await client.send(new CopyObjectCommand({ Bucket: 'typed', Key: 'copied.png', CopySource: 'typed/true.png' }));
    expect(await stored('typed')).toContain('copied.png');
  });
});

describe('objects that must stay', () => {
  it('are replaced by nothing', async () => {
    await put('locked', 'object', Buffer.from('first'));
    const failed = code('PreconditionFailed');
    await expect(put('locked', 'object', Buffer.from('second'))).rejects.toMatchObject(failed);
    await expect(put('locked', 'object', Buffer.from('x'), { IfMatch: '"e"' })).rejects.toMatchObject(
      code('AccessDenied'),
    );
    await expect(assemble('locked', 'object', [Buffer.from('parts')])).rejects.toMatchObject(failed);
    expect(await post('locked', 'object', Buffer.from('form'))).toBe('PreconditionFailed');
    await put('locked', 'other', Buffer.from('other'));
    const copy = { Bucket: 'locked', Key: 'object', CopySource: 'locked/other' };
    await expect(client.send(new CopyObjectCommand(copy))).rejects.toMatchObject(failed);
    expect(await readFile(dir.join('locked/object'), 'utf8')).toBe('first');
  });
});

describe('headers', () => {
  it('are forbidden and forced', async () => {
    const secret = { Metadata: { secret: 'x' } };
    await expect(put('plain', 'put', PNG, secret)).rejects.toMatchObject(code('AccessDenied'));
    expect(await post('plain', 'form', PNG, { 'x-amz-meta-secret': 'x' })).toBe('AccessDenied');
    await put('plain', 'object', PNG, { Metadata: { origin: 'client', own: '1' } });
    await assemble('plain', 'parts', [PNG]);
    for (const Key of ['object', 'parts']) {
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key }));
      expect(Metadata).toMatchObject({ origin: 'gateway' });
    }
  });
});

describe('keys', () => {
  const send = async (bucket: Bucket, key: string, claims: Record<string, unknown>, method = 'PUT', query = '') =>
    fetch(`${gateway.url}/${bucket}/${key}${query}`, {
      method,
      headers: { authorization: `Bearer ${await token(claims)}` },
      ...(method === 'PUT' && { body: 'content' }),
    });

  it('match what the caller is', async () => {
    expect((await send('keyed', 'acme/a', { tenant: 'acme' })).status).toBe(200);
    for (const tenant of ['globex', '.*', '', undefined, ['acme'], '(?=acme)acme']) {
      expect((await send('keyed', 'acme/b', { tenant })).status).toBe(403);
      expect((await send('keyed', 'acme/b', { tenant }, 'POST', '?uploads')).status).toBe(403);
    }
    expect(await stored('keyed')).toEqual(['a']);
  });

  it('are chosen by the gateway', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const answer = await send('inbox', 'anything/file.txt', { tenant: 'acme' });
    expect(answer.headers.get('x-mizuchi-key')).toBe(`acme/${day}/file.txt`);
    expect(await readFile(dir.join(`inbox/acme/${day}/file.txt`), 'utf8')).toBe('content');
    for (const tenant of ['..', 'a/b', '', undefined]) {
      expect((await send('inbox', 'file', { tenant })).status).toBe(403);
    }
  });

  it('are chosen for an upload in parts, whose requests go on naming their own', async () => {
    const claims = { tenant: 'globex' };
    const created = await send('inbox', 'dir/parts.txt', claims, 'POST', '?uploads');
    const chosen = created.headers.get('x-mizuchi-key') ?? '';
    const uploadId = /<UploadId>([^<]+)/.exec(await created.text())?.[1] ?? '';
    const part = await send('inbox', 'dir/parts.txt', claims, 'PUT', `?partNumber=1&uploadId=${uploadId}`);
    const list = `<Part><PartNumber>1</PartNumber><ETag>${part.headers.get('etag') ?? ''}</ETag></Part>`;
    // Another key does not open the upload.
    expect((await send('inbox', 'dir/other.txt', claims, 'PUT', `?partNumber=1&uploadId=${uploadId}`)).status).toBe(
      404,
    );
    const completed = await fetch(`${gateway.url}/inbox/dir/parts.txt?uploadId=${uploadId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token(claims)}` },
      body: `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`,
    });
    expect(await completed.text()).toContain(`<Key>${chosen}</Key>`);
    expect(chosen).toMatch(/^globex\/\d{4}-\d\d-\d\d\/parts\.txt$/);
    expect(await readFile(dir.join(`inbox/${chosen}`), 'utf8')).toBe('content');
  });
});
