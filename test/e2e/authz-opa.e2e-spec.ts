import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AuthorizationGateway, verdict } from '../support/authorization-gateway.js';
import { EXAMPLE_POLICY } from '../support/authorization-examples.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { compilePolicy, startOpa } from '../support/opa.js';
import type { OpaServer } from '../support/opa.js';
import { describeWith } from '../support/requirements.js';
import { scriptedServer } from '../support/scripted-server.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const NOBODY = 'package mizuchi\n\nallow := false\n';
const UNDEFINED = 'package mizuchi\n\nallow if input.subject == "carol"\n';
const allowing = (obligations: object): string =>
  `package mizuchi\n\nallow := {"allow": true, "obligations": ${JSON.stringify(obligations)}}\n`;

let dir: TempDir;
let started: AuthorizationGateway[] = [];

const start = async (opa: object, more: object = {}): Promise<AuthorizationGateway> => {
  const gateway = await AuthorizationGateway.start(dir, { opa, ...more });
  started.push(gateway);
  return gateway;
};
beforeAll(async () => {
  dir = await tempDir();
});
afterEach(async () => {
  for (const gateway of started) await gateway.close();
  started = [];
});
afterAll(() => dir.remove());

describeWith(['opa'], 'a bucket whose callers an OPA server decides about', () => {
  let opa: OpaServer;
  const server = (more: object = {}): object => ({
    url: opa.url,
    policy_path: '/v1/data/mizuchi/allow',
    cache_ttl_seconds: 0,
    ...more,
  });
  beforeAll(async () => {
    opa = await startOpa(EXAMPLE_POLICY);
  });
  afterAll(() => opa.stop());

  it('lets everyone into their own folder, and nobody into another', async () => {
    await opa.setPolicy(EXAMPLE_POLICY);
    const gateway = await start(server());
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
    expect(await gateway.put('bob', 'alice')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'alice/big', 'x'.repeat(1024 * 1024 + 1))).toBe('EntityTooLarge');
    expect(await gateway.files()).toEqual(['alice/a']);
    expect(await gateway.metric('mizuchi_authz_decisions_total')).toEqual({
      'engine=opa,result=allow': 2,
      'engine=opa,result=deny': 2,
    });
    expect(await gateway.metric('mizuchi_authz_duration_seconds_count')).toEqual({ 'engine=opa': 4 });
  });

  it.each([
    ['denies', NOBODY],
    ['is undefined', UNDEFINED],
  ])('lets nobody do anything while the policy %s', async (_what, policy) => {
    await opa.setPolicy(EXAMPLE_POLICY);
    const gateway = await start(server());
    const client = gateway.client('alice');
    const object = { Bucket: 'uploads', Key: 'alice/a' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
    const upload = { ...object, UploadId };
    const part = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
    const before = await gateway.files();
    await opa.setPolicy(policy);
    const parts = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] } };
    for (const attempt of [
      client.send(new PutObjectCommand({ ...object, Body: 'x' })),
      client.send(new CreateMultipartUploadCommand(object)),
      client.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: 'x' })),
      client.send(new ListPartsCommand(upload)),
      client.send(new CompleteMultipartUploadCommand({ ...upload, ...parts })),
      client.send(new AbortMultipartUploadCommand(upload)),
      client.send(new ListMultipartUploadsCommand({ Bucket: 'uploads' })),
      client.send(new DeleteObjectCommand(object)),
      client.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } })),
    ]) {
      expect(await verdict(attempt)).toBe('AccessDenied');
    }
    // Answers to HEAD have no body with a code.
    for (const attempt of [
      client.send(new HeadObjectCommand(object)),
      client.send(new HeadBucketCommand({ Bucket: 'uploads' })),
    ]) {
      await expect(attempt).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    }
    expect(await gateway.files()).toEqual(before);
  });

  it('asks for no byte of a body that it refuses', async () => {
    await opa.setPolicy(EXAMPLE_POLICY);
    const gateway = await start(server());
    expect(await gateway.putExpecting('bob', 'alice/a', 1_000_000)).toEqual({ status: 403, asked: false });
    expect(await gateway.putExpecting('alice', 'alice/a', 2_000_000)).toEqual({ status: 400, asked: false });
    expect(await gateway.putExpecting('alice', 'alice/a', 1_000_000)).toEqual({ status: 200, asked: true });
  });

  it('gives the policy what docs/authorization.md says, and no secret', async () => {
    const question: unknown[] = [];
    await using scripted = await scriptedServer((response, body) => {
      question.push(JSON.parse(body));
      response.end('{"result":true}');
    });
    const gateway = await start({ url: scripted.url, policy_path: 'mizuchi/allow' });
    await gateway.client('alice').send(
      new PutObjectCommand({
        Bucket: 'uploads',
        Key: 'a b/ü',
        Body: 'hello',
        ContentType: 'text/plain',
        StorageClass: 'STANDARD',
        SSECustomerAlgorithm: undefined,
      }),
    );
    expect(question).toEqual([
      {
        input: {
          subject: 'alice',
          claims: {},
          action: 'upload',
          operation: 'PutObject',
          resource: { bucket: 'uploads', key: 'a b/ü' },
          context: {
            method: 'PUT',
            path: '/uploads/a%20b/%C3%BC',
            ip: '127.0.0.1',
            content_length: 5,
            content_type: 'text/plain',
            headers: { 'content-type': 'text/plain', 'x-amz-storage-class': 'STANDARD' },
            time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          },
        },
      },
    ]);
  });

  it('holds uploads to the obligations of a decision', async () => {
    await opa.setPolicy(
      allowing({
        max_size: 5,
        key_prefix: 'in/',
        forced_headers: { 'Content-Type': 'text/forced', 'x-amz-meta-by': 'policy' },
      }),
    );
    const gateway = await start(server());
    const client = gateway.client('alice');
    expect(await gateway.put('alice', 'out/a')).toBe('AccessDenied');
    expect(await gateway.create('alice', 'in')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'in/a', '123456')).toBe('EntityTooLarge');
    const Key = 'in/a';
    await client.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: '12345', ContentType: 'text/sent' }));
    const metadata = { ContentType: 'text/forced', Metadata: { by: 'policy' } };
    expect(await client.send(new HeadObjectCommand({ Bucket: 'uploads', Key }))).toMatchObject(metadata);
    const upload = await client.send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key: 'in/m' }));
    const parted = { Bucket: 'uploads', Key: 'in/m', UploadId: upload.UploadId };
    expect(await verdict(client.send(new UploadPartCommand({ ...parted, PartNumber: 1, Body: '123456' })))).toBe(
      'EntityTooLarge',
    );
    const { ETag } = await client.send(new UploadPartCommand({ ...parted, PartNumber: 1, Body: '12345' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new CompleteMultipartUploadCommand({ ...parted, MultipartUpload }));
    expect(await client.send(new HeadObjectCommand({ Bucket: 'uploads', Key: 'in/m' }))).toMatchObject(metadata);
  });

  it('remembers a consent for its time, and sees then that it was withdrawn', async () => {
    await opa.setPolicy(EXAMPLE_POLICY);
    const gateway = await start(server({ cache_ttl_seconds: 2 }));
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    await opa.setPolicy(NOBODY);
    expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'alice/b')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'alice/a', 'other')).toBe('200');
    expect(
      await eventually(
        () => gateway.put('alice', 'alice/a', 'other'),
        (answer) => answer !== '200',
      ),
    ).toBe('AccessDenied');
    const cache = await gateway.metric('mizuchi_authz_cache_total');
    expect(cache['engine=opa,result=hit']).toBeGreaterThan(0);
  });

  it('answers 503 while the server is down, once in the log, and works again when it is back', async () => {
    const port = await freePort();
    const gateway = await start({ url: `http://127.0.0.1:${port}`, policy_path: 'mizuchi/allow' });
    for (let count = 0; count < 7; count += 1) {
      expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
    }
    expect(await gateway.files()).toEqual([]);
    expect((await fetch(`${gateway.gateway.managementUrl}/ready`)).status).toBe(200);
    expect(gateway.log()).toEqual(['An authorisation engine gives no usable answer']);
    const other = await startOpa(EXAMPLE_POLICY, port);
    try {
      expect(
        await eventually(
          () => gateway.put('alice', 'alice/a'),
          (answer) => answer === '200',
        ),
      ).toBe('200');
    } finally {
      await other.stop();
    }
    expect(gateway.log()).toEqual([
      'An authorisation engine gives no usable answer',
      'The authorisation engine answers again',
    ]);
    expect(gateway.log('S3')).toEqual([]);
  });
});

const text =
  (body: string, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status).end(body);
const BROKEN: [what: string, answer: (response: ServerResponse) => void][] = [
  ['never answers', () => undefined],
  ['answers half', (response) => response.writeHead(200, { 'content-length': 100 }).write('{"result":')],
  ['hangs up', (response) => response.destroy()],
  ['answers 500', text('{"result":true}', 500)],
  ['answers 301', text('{"result":true}', 301)],
  ['answers no JSON', text('<html>')],
  ['answers a bare true', text('true')],
  ['answers a list', text('[{"result":true}]')],
  ['answers a number', text('{"result":1}')],
  ['answers a text', text('{"result":"true"}')],
  ['answers null', text('{"result":null}')],
  ['answers an allow that is no boolean', text('{"result":{"allow":"yes"}}')],
  ['demands what does not exist', text('{"result":{"allow":true,"obligations":{"maxsize":1}}}')],
  ['demands a size that is none', text('{"result":{"allow":true,"obligations":{"max_size":-1}}}')],
  ['forces a header with a line break', text(JSON.stringify(forcing({ 'x-amz-meta-a': 'b\r\nc: d' })))],
  ['forces a header of the protocol', text(JSON.stringify(forcing({ 'content-length': '0' })))],
  ['answers too much', text(`{"result":true,"more":"${'x'.repeat(70_000)}"}`)],
];

function forcing(forced_headers: object): object {
  return { result: { allow: true, obligations: { forced_headers } } };
}

it.each(BROKEN)('stores nothing and answers 503 while OPA %s', async (_what, answer) => {
  await using server = await scriptedServer(answer);
  const gateway = await start({ url: server.url, policy_path: 'mizuchi/allow', timeout_seconds: 1 });
  expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  expect(await gateway.putExpecting('alice', 'alice/a', 100_000)).toEqual({ status: 503, asked: false });
  expect(await gateway.files()).toEqual([]);
  expect(await gateway.metric('mizuchi_authz_decisions_total')).toEqual({ 'engine=opa,result=error': 2 });
});

it('lets through while OPA is down where on_error says so, and does not keep it quiet', async () => {
  const opa = { url: `http://127.0.0.1:${await freePort()}`, policy_path: 'mizuchi/allow' };
  const gateway = await start(opa, { on_error: 'allow' });
  expect(await gateway.put('alice', 'alice/a')).toBe('200');
  expect(await gateway.metric('mizuchi_authz_decisions_total')).toEqual({ 'engine=opa,result=error_allowed': 1 });
  expect(gateway.log()).toEqual([
    'An authorisation engine gives no usable answer',
    'Let through without authorisation: on_error is allow',
  ]);
});

it('asks once what fifty want to know at the same time', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await using server = await scriptedServer((response) => {
    void released.then(() => response.end('{"result":true}'));
  });
  const gateway = await start({ url: server.url, policy_path: 'mizuchi/allow' });
  const client = gateway.client('alice');
  const uploads = Array.from({ length: 50 }, () => verdict(client.send(new HeadBucketCommand({ Bucket: 'uploads' }))));
  const all = { 'engine=opa,result=miss': 1, 'engine=opa,result=shared': 49 };
  const counted = await eventually(
    () => gateway.metric('mizuchi_authz_cache_total'),
    (values) => values['engine=opa,result=shared'] === 49,
  );
  release();
  expect(counted).toEqual(all);
  expect(new Set(await Promise.all(uploads))).toEqual(new Set(['200']));
  expect(server.requests).toHaveLength(1);
});

describeWith(['opa'], 'a bucket whose callers a compiled policy decides about', () => {
  it('decides as the policy says, and follows the file', async () => {
    const wasm = dir.join('policy.wasm');
    await writeFile(wasm, await compilePolicy(EXAMPLE_POLICY, 'mizuchi/allow', dir.path));
    const gateway = await start({ wasm, entrypoint: 'mizuchi/allow' });
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
    await writeFile(wasm, 'no policy');
    await eventually(
      () => gateway.log(),
      (log) => log.length > 0,
    );
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    await writeFile(wasm, await compilePolicy(NOBODY, 'mizuchi/allow', dir.path));
    expect(
      await eventually(
        () => gateway.put('alice', 'alice/a'),
        (answer) => answer !== '200',
      ),
    ).toBe('AccessDenied');
    expect(gateway.log()).toEqual([
      'The changed policy cannot be loaded; the one before holds',
      'The policy was reloaded',
    ]);
  });

  it('does not start without the policy or its entry point', async () => {
    await expect(start({ wasm: dir.join('missing.wasm'), entrypoint: 'mizuchi/allow' })).rejects.toThrow(
      'cannot be loaded: ENOENT',
    );
    const wasm = dir.join('other.wasm');
    await writeFile(wasm, await compilePolicy(EXAMPLE_POLICY, 'mizuchi/allow', dir.path));
    await expect(start({ wasm, entrypoint: 'other/allow' })).rejects.toThrow('it has the entry points mizuchi/allow');
  });
});
