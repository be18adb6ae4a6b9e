import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client as MinioClient } from 'minio';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { createPayloads } from '../support/clients/payloads.js';
import type { Payloads } from '../support/clients/payloads.js';
import { hashStream } from '../support/random-file.js';
import { describeWith, programPath } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';
import { tempDir } from '../support/temp-dir.js';
import { startVersitygw } from '../support/versitygw.js';

const KEYS = { accessKeyId: 'AKFORM', secretAccessKey: 'the/secret+of/forms' };
const PROCESS_MS = 110_000;

interface Subject {
  readonly gateway: TestGateway;
  /** Where objects are plain files. */
  readonly root: string;
  close(): Promise<void>;
}

async function start(store: 'folder' | 'S3 backend'): Promise<Subject> {
  const dir = await tempDir();
  const server = store === 'folder' ? undefined : await startVersitygw();
  await server?.createBucket('backend');
  const place =
    server === undefined
      ? { filesystem: { root: dir.join('data'), fsync: false } }
      : {
          s3: {
            bucket: 'backend',
            endpoint: server.endpoint,
            access_key: server.accessKey,
            secret_key: server.secretKey,
          },
        };
  const sigv4 = { access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey };
  const bucket = { name: 'uploads', path_prefix: '/uploads', operations: ['upload', 'probe'], ...place };
  const buckets = [{ ...bucket, auth: { enabled: true, sigv4 }, upload: { max_size: '128MiB' } }];
  const gateway = await startGateway(`buckets: ${JSON.stringify(buckets)}`, dir.join('state'));
  return {
    gateway,
    root: server === undefined ? dir.join('data') : join(server.root, 'backend'),
    close: async () => {
      await gateway.close();
      await server?.stop();
      await dir.remove();
    },
  };
}

for (const store of ['folder', 'S3 backend'] as const) {
  const programs = store === 'folder' ? (['curl', 'python'] as const) : (['curl', 'python', 'versitygw'] as const);
  describeWith(programs, `form posts to a gateway with a ${store}`, () => {
    let subject: Subject;
    let payloads: Payloads;
    let client: S3Client;
    beforeAll(async () => {
      [subject, payloads] = await Promise.all([start(store), createPayloads()]);
      const endpoint = subject.gateway.url;
      client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: KEYS });
    });
    afterAll(async () => {
      client.destroy();
      const log = JSON.stringify(subject.gateway.log);
      await subject.close();
      await payloads.remove();
      for (const secret of [KEYS.secretAccessKey, KEYS.accessKeyId, 'the-key']) expect(log).not.toContain(secret);
    });

    const stored = (key: string): Promise<string> => readFile(join(subject.root, key), 'utf8');
    const sha256 = async (key: string): Promise<string> =>
      (await hashStream(createReadStream(join(subject.root, key)))).hash;

    /** A form of the SDK, sent by fetch as a browser would. */
    async function post(key: string, content: string, more: Partial<PresignedPostOptions> = {}): Promise<Response> {
      const { url, fields } = await createPresignedPost(client, { Bucket: 'uploads', Key: key, ...more });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([content]), 'ünïcode name.txt');
      return await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
    }

    it('takes what the SDK for JavaScript signs', async () => {
      const answer = await post('the-key/a b', 'hello', {
        Fields: { success_action_status: '201', 'Content-Type': 'text/x-form', 'x-amz-meta-colour': 'blue' },
        Conditions: [['content-length-range', 5, 5]],
      });
      expect(answer.status).toBe(201);
      const location = `${subject.gateway.url}/uploads/the-key/a%20b`;
      expect(answer.headers.get('location')).toBe(location);
      expect(answer.headers.get('etag')).toBe('"5d41402abc4b2a76b9719d911017c592"');
      expect(await answer.text()).toContain(
        `<PostResponse><Location>${location}</Location><Bucket>uploads</Bucket><Key>the-key/a b</Key>`,
      );
      expect(await stored('the-key/a b')).toBe('hello');
    });

    it('keeps headers, tags and checksums of the form', async () => {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: 'uploads',
        Key: 'headers',
        Fields: {
          'Cache-Control': 'max-age=60',
          'Content-Encoding': 'gzip',
          'x-amz-meta-name': 'ü',
          'x-amz-checksum-crc32': 'NhCmhg==',
        },
      });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', 'hello');
      const answer = await fetch(url, { method: 'POST', body: form });
      expect([answer.status, await answer.text()]).toEqual([204, '']);
      expect(answer.headers.get('x-amz-checksum-crc32')).toBe('NhCmhg==');
      expect(await stored('headers')).toBe('hello');
      const wrong = await post('wrong', 'other', { Fields: { 'x-amz-checksum-crc32': 'NhCmhg==' } });
      expect([wrong.status, (await wrong.text()).includes('<Code>BadDigest</Code>')]).toEqual([400, true]);
      await expect(stored('wrong')).rejects.toThrow('ENOENT');
    });

    it.each([
      ['md5', 'XUFAKrxLKna5cZ2REBfFkg=='],
      ['sha512', 'm3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=='],
      ['xxhash64', 'JseCfYifbaM='],
    ])('keeps a %s of the form', async (algorithm, value) => {
      const header = `x-amz-checksum-${algorithm}`;
      const answer = await post(algorithm, 'hello', { Fields: { [header]: value } });
      expect([answer.status, answer.headers.get(header)]).toEqual([204, value]);
    });

    it('puts the name of the file into the key, and redirects', async () => {
      const answer = await post('names/${filename}', 'hello', {
        Fields: { success_action_redirect: 'http://app.example/done?x=1' },
      });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(
        'http://app.example/done?x=1&bucket=uploads&key=names%2F%C3%BCn%C3%AFcode%20name.txt&etag=%225d41402abc4b2a76b9719d911017c592%22',
      );
      expect(await stored('names/ünïcode name.txt')).toBe('hello');
    });

    it('takes an empty file', async () => {
      expect((await post('empty', '')).status).toBe(204);
      expect(await stored('empty')).toBe('');
    });

    it('refuses a file that is larger than its policy permits, however large', async () => {
      const answer = await post('refused', 'x'.repeat(3_000_000), {
        Conditions: [['content-length-range', 0, 1_000_000]],
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('<Code>EntityTooLarge</Code>');
      await expect(stored('refused')).rejects.toThrow('ENOENT');
    });

    it(
      'takes what boto3 signs',
      async () => {
        const more = {
          fields: { acl: 'private' },
          conditions: [{ acl: 'private' }, ['content-length-range', 1, 100_000_000]],
        };
        const script = join(import.meta.dirname, '../support/clients/boto3_form_post.py');
        const { path, sha256: expected } = payloads.large;
        const args = [
          subject.gateway.url,
          'uploads',
          'boto3/${filename}',
          path,
          KEYS.accessKeyId,
          KEYS.secretAccessKey,
        ];
        const run = await runClient(programPath('python'), [script, ...args, JSON.stringify(more)], {
          timeoutMs: PROCESS_MS,
        });
        expect(run.stderr).toBe('');
        expect(JSON.parse(run.stdout)).toMatchObject({ status: 204, body: '' });
        expect(await sha256('boto3/a name.bin')).toBe(expected);
      },
      PROCESS_MS,
    );

    it('takes what minio-js signs and curl sends', async () => {
      const { hostname: endPoint, port } = new URL(subject.gateway.url);
      const minio = new MinioClient({
        endPoint,
        port: Number(port),
        useSSL: false,
        accessKey: KEYS.accessKeyId,
        secretKey: KEYS.secretAccessKey,
        region: 'us-east-1',
      });
      const policy = minio.newPostPolicy();
      policy.setBucket('uploads');
      policy.setKey('minio.bin');
      policy.setExpires(new Date(Date.now() + 600_000));
      policy.setContentLengthRange(1, 100_000_000);
      policy.setUserMetaData({ colour: 'blue' });
      const { postURL, formData } = await minio.presignedPostPolicy(policy);
      const fields = Object.entries(formData).flatMap(([name, value]) => ['-F', `${name}=${String(value)}`]);
      const args = [
        '--disable',
        '-sS',
        '-o',
        '-',
        '-w',
        '%{http_code}',
        ...fields,
        '-F',
        `file=@${payloads.medium.path}`,
        postURL,
      ];
      const run = await runClient(programPath('curl'), args);
      expect([run.stderr, run.stdout]).toEqual(['', '204']);
      expect(await sha256('minio.bin')).toBe(payloads.medium.sha256);
    });
  });
}
