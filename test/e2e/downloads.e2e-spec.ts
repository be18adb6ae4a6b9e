import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startDownloadTarget } from '../support/clients/download-target.js';
import type { DownloadTarget, StoreKind } from '../support/clients/download-target.js';
import { sdkError } from '../support/clients/sdk-subject.js';
import { describeWith, programPath } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';

// The clients are processes that start slowly where many tests run; no case waits for a time of its own.
jest.setTimeout(120_000);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const LARGE = randomBytes(9 * 1024 * 1024);
const ODD_KEY = 'odd/ä + %2F&<>"\'/50%';

for (const kind of ['folder', 'S3 backend'] as const) {
  describeWith(kind === 'folder' ? [] : ['versitygw'], `downloads, on a gateway with a ${kind}`, () => {
    describeDownloads(kind);
  });
}

function describeDownloads(kind: StoreKind): void {
  let target: DownloadTarget;
  const put = (Key: string, Body: string | Uint8Array, ContentType = 'text/plain', Bucket = 'first') =>
    target.client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));

  beforeAll(async () => {
    target = await startDownloadTarget(kind);
    await put('small', '0123456789');
    await put('large', LARGE);
    await put(ODD_KEY, 'odd');
    for (const name of ['a', 'b', 'c']) await put(`tree/${name}/leaf`, name);
  });
  afterAll(async () => {
    await target.close();
  });

  describe('the AWS SDK for JavaScript', () => {
    it.each([
      ['large', sha256(LARGE)],
      [ODD_KEY, sha256(Buffer.from('odd'))],
    ])('reads %j', async (Key, expected) => {
      const answer = await target.client.send(new GetObjectCommand({ Bucket: 'first', Key }));
      expect(sha256((await answer.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(expected);
    });

    it('gets a 304 and a 412', async () => {
      const { ETag } = await target.client.send(new HeadObjectCommand({ Bucket: 'first', Key: 'small' }));
      const get = (input: object) =>
        target.client.send(new GetObjectCommand({ Bucket: 'first', Key: 'small', ...input }));
      await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
      await expect(get({ IfMatch: '"x"' })).rejects.toMatchObject(sdkError(412, 'PreconditionFailed'));
    });

    it('lists in pages and by folders', async () => {
      const keys: (string | undefined)[] = [];
      for await (const { Contents } of paginateListObjectsV2(
        { client: target.client, pageSize: 2 },
        { Bucket: 'first' },
      )) {
        keys.push(...(Contents ?? []).map(({ Key }) => Key));
      }
      expect(keys).toEqual(['large', ODD_KEY, 'small', 'tree/a/leaf', 'tree/b/leaf', 'tree/c/leaf']);
      const page = await target.client.send(
        new ListObjectsV2Command({ Bucket: 'first', Delimiter: '/', Prefix: 'tree/', FetchOwner: true }),
      );
      expect(page.CommonPrefixes).toEqual(['a', 'b', 'c'].map((name) => ({ Prefix: `tree/${name}/` })));
      expect([page.Name, page.KeyCount]).toEqual(['first', 3]);
    });

    it('is refused a bucket that offers no reading', async () => {
      const get = target.client.send(new GetObjectCommand({ Bucket: 'hidden', Key: 'small' }));
      await expect(get).rejects.toMatchObject(sdkError(405, 'MethodNotAllowed'));
      const list = target.client.send(new ListObjectsV2Command({ Bucket: 'hidden' }));
      await expect(list).rejects.toMatchObject(sdkError(405, 'MethodNotAllowed'));
    });
  });

  describe('presigned links', () => {
    it('answer the headers that the signer chose', async () => {
      const command = new GetObjectCommand({
        ...{ Bucket: 'first', Key: 'small' },
        ...{ ResponseContentType: 'text/csv', ResponseContentDisposition: 'attachment; filename="a.csv"' },
      });
      const answer = await fetch(await getSignedUrl(target.client, command, { expiresIn: 60 }));
      expect([answer.status, await answer.text()]).toEqual([200, '0123456789']);
      expect(answer.headers.get('content-type')).toBe('text/csv');
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.csv"');
      expect(answer.headers.has('server')).toBe(false);
    });

    it('do not work with another parameter', async () => {
      const url = await getSignedUrl(target.client, new GetObjectCommand({ Bucket: 'first', Key: 'small' }));
      expect((await fetch(`${url}&response-content-type=text/html`)).status).toBe(403);
    });
  });

  describe('anonymous requests', () => {
    const url = (path: string): string => `${target.gateway.url}/${path}`;

    it('get nothing from a bucket with keys', async () => {
      expect((await fetch(url('first/small'))).status).toBe(403);
      expect((await fetch(url('first?list-type=2'))).status).toBe(403);
    });

    it('may not choose headers, neither with GET nor with HEAD', async () => {
      const answer = await fetch(url('open/small?response-content-type=text/html'));
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('<Code>InvalidRequest</Code>'),
      ]);
      expect((await fetch(url('open/small?response-content-type=text/html'), { method: 'HEAD' })).status).toBe(400);
    });

    it.each([
      ['open?list-type=3', 'list-type'],
      ['open?list-type=2&continuation-token=', 'continuation-token'],
      ['open?list-type=2&max-keys=-1', 'max-keys'],
      ['open?encoding-type=base64', 'encoding-type'],
      ['open/small?partNumber=0', 'partNumber'],
    ])('are told what is wrong with %s', async (path, name) => {
      const answer = await fetch(url(path));
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining(`<ArgumentName>${name}</ArgumentName>`),
      ]);
    });

    it('may ask for no keys at all', async () => {
      const text = await (await fetch(url('open?list-type=2&max-keys=0'))).text();
      expect(text).toContain('<KeyCount>0</KeyCount><MaxKeys>0</MaxKeys><IsTruncated>false</IsTruncated>');
    });

    it('resume only what has not changed', async () => {
      const etag = (await fetch(url('open/small'), { method: 'HEAD' })).headers.get('etag') ?? '';
      const resume = async (ifRange: string) => {
        const answer = await fetch(url('open/small'), { headers: { range: 'bytes=7-', 'if-range': ifRange } });
        return [answer.status, await answer.text()];
      };
      expect(await resume(etag)).toEqual([206, '789']);
      expect(await resume('"another"')).toEqual([200, '0123456789']);
      expect(await resume(new Date().toUTCString())).toEqual([200, '0123456789']);
    });

    it('see the status and headers of GET with HEAD', async () => {
      const headers = { range: 'bytes=2-4' };
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => fetch(url('open/small'), { method, headers })),
      );
      expect([head?.status, await head?.text()]).toEqual([206, '']);
      for (const name of ['content-length', 'content-range', 'etag', 'content-type', 'accept-ranges']) {
        expect([name, head?.headers.get(name)]).toEqual([name, get?.headers.get(name)]);
      }
    });
  });

  describeWith(['curl'], 'curl', () => {
    const curl = async (...args: readonly string[]): Promise<string> =>
      (await runClient(programPath('curl'), ['--disable', '-sS', '-i', ...args, `${target.gateway.url}/open/small`]))
        .stdout;

    it.each([
      ['2-4', '206 Partial Content', '234'],
      ['-3', '206 Partial Content', '789'],
      ['8-', '206 Partial Content', '89'],
    ])('-r %s', async (range, status, text) => {
      const out = await curl('-r', range);
      expect(out).toContain(`HTTP/1.1 ${status}`);
      expect(out.endsWith(`\r\n\r\n${text}`)).toBe(true);
    });

    it('is told what there is when a range is behind the end', async () => {
      const out = await curl('-r', '10-');
      expect(out).toContain('HTTP/1.1 416');
      expect(out).toContain('<Code>InvalidRange</Code>');
    });
  });

  describeWith(['aws'], 'the AWS CLI', () => {
    it('lists, and copies down', async () => {
      expect((await target.aws('s3', 'ls', 's3://first/')).stdout).toMatch(/PRE odd\/\n.*PRE tree\/\n.* large\n/);
      const path = target.dir.join('large.bin');
      await target.aws('s3', 'cp', 's3://first/large', path);
      expect(sha256(await readFile(path))).toBe(sha256(LARGE));
    });

    it('keeps a folder and a bucket the same', async () => {
      const up = target.dir.join('up');
      await mkdir(`${up}/sub`, { recursive: true });
      await writeFile(`${up}/one`, '1');
      await writeFile(`${up}/sub/two`, '22');
      // Stores keep whole seconds, by which a file of this second looks newer than its own copy.
      for (const name of ['one', 'sub/two']) await utimes(`${up}/${name}`, 1_000_000_000, 1_000_000_000);
      await target.aws('s3', 'sync', up, 's3://second/sync');
      expect((await target.aws('s3', 'sync', up, 's3://second/sync')).stdout).toBe('');
      const down = target.dir.join('down');
      await target.aws('s3', 'sync', 's3://second/sync', down);
      expect([await readFile(`${down}/one`, 'utf8'), await readFile(`${down}/sub/two`, 'utf8')]).toEqual(['1', '22']);
    });
  });

  describeWith(['python'], 'boto3', () => {
    it('downloads in ranges, and lists both ways', async () => {
      const out = await target.boto3(
        [
          "s3.download_file('first', 'large', '" + target.dir.join('boto3.bin') + "')",
          "print(s3.get_object(Bucket='first', Key='small', Range='bytes=1-3')['Body'].read().decode())",
          "print([o['Key'] for o in s3.list_objects(Bucket='first', Prefix='tree/')['Contents']])",
          "print([o['Key'] for o in s3.list_objects_v2(Bucket='first', Prefix='odd')['Contents']])",
        ].join('\n'),
      );
      expect(sha256(await readFile(target.dir.join('boto3.bin')))).toBe(sha256(LARGE));
      const [range, first, second] = out.split('\n');
      expect([range, first]).toEqual(['123', "['tree/a/leaf', 'tree/b/leaf', 'tree/c/leaf']"]);
      expect(second).toContain('odd/ä + %2F&<>');
    });
  });
}
