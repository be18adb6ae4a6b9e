import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeAwsChunked } from '../support/aws-chunked-encoder.js';
import { eventually } from '../support/eventually.js';
import { checksumOf, patternedBytes } from '../support/memory-body.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { describeWith } from '../support/requirements.js';
import { startVersitygw } from '../support/versitygw.js';
import type { Versitygw } from '../support/versitygw.js';
import { filesBelow, openSockets, WireGateway } from '../support/wire-gateway.js';

const LENGTH = 6_000_000;
const BODY = patternedBytes(LENGTH);
const CUTS = [0, 5, 300_000, 5_000_000];
const ENDS = ['FIN', 'half-close', 'RST'] as const;

/** How a body looks on the wire, and what announces it. */
interface Form {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly wire: Buffer;
}
const FORMS: Readonly<Record<string, Form>> = {
  'Content-Length': { headers: { 'Content-Length': LENGTH }, wire: BODY },
  'aws-chunked in chunked': {
    headers: {
      'Transfer-Encoding': 'chunked',
      'Content-Encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': LENGTH,
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
    wire: httpChunks(
      encodeAwsChunked(pieces(BODY, 65_536), {
        trailer: { name: 'x-amz-checksum-crc32', value: checksumOf('crc32', BODY) },
      }),
    ),
  },
};

const CASES = Object.keys(FORMS).flatMap((form) => CUTS.flatMap((sent) => ENDS.map((end) => ({ form, sent, end }))));

/** What a store holds, seen from behind. */
interface Backstage {
  readonly prefix: string;
  files(): Promise<string[]>;
}

function truncationCases(
  start: () => Promise<{ target: WireGateway; backstage: Backstage; stop: () => Promise<void> }>,
): void {
  let target: WireGateway;
  let backstage: Backstage;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ target, backstage, stop } = await start());
  });
  afterAll(async () => {
    await stop();
    expect(await openSockets()).toBe(0);
  });

  async function call(method: string, path: string, body = '') {
    using connection = await RawConnection.open(target.port);
    await connection.send(request(method, `${backstage.prefix}/${path}`, body));
    return await answerOf(connection, method);
  }
  /** Sends part of a body and breaks off. */
  async function cut(path: string, { form, sent, end }: (typeof CASES)[number]): Promise<void> {
    const { headers, wire } = FORMS[form] ?? { headers: {}, wire: BODY };
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', `${backstage.prefix}/${path}`, headers));
    await connection.send(wire.subarray(0, sent));
    if (end === 'RST') connection.reset();
    else if (end === 'FIN') connection.close();
    else {
      connection.halfClose();
      expect(verdict(await answerOf(connection))).toBe('400 IncompleteBody');
      expect(await connection.waitForEnd()).toBe('end');
    }
    const [line] = await target.accessLog(from);
    expect(line).toMatchObject({ status: end === 'half-close' ? 400 : expect.any(Number) });
    expect(line).not.toMatchObject({ status: 200 });
  }

  it.each(CASES)('a PUT with $form cut by $end after $sent bytes stores nothing', async (how) => {
    const before = await backstage.files();
    await cut('cut', how);
    expect(
      await eventually(
        () => backstage.files(),
        (files) => files.length === before.length,
      ),
    ).toEqual(before);
    expect((await call('HEAD', 'cut')).status).toBe(404);
  });

  it.each(CASES)('a part with $form cut by $end after $sent bytes stores no part', async (how) => {
    const before = await backstage.files();
    const uploadId = /<UploadId>([\w-]+)</.exec((await call('POST', 'mpu?uploads')).text)?.[1] ?? '';
    const opened = await backstage.files();
    await cut(`mpu?partNumber=1&uploadId=${uploadId}`, how);
    expect(
      await eventually(
        () => backstage.files(),
        (files) => files.length === opened.length,
      ),
    ).toEqual(opened);
    expect((await call('GET', `mpu?uploadId=${uploadId}`)).text).not.toContain('<Part>');
    expect((await call('DELETE', `mpu?uploadId=${uploadId}`)).status).toBe(204);
    expect(await backstage.files()).toEqual(before);
  });

  it.each(Object.entries(FORMS))(
    'the same body with %s, whole, is stored exactly',
    async (_name, { headers, wire }) => {
      using connection = await RawConnection.open(target.port);
      await connection.send(requestHead('PUT', `${backstage.prefix}/whole`, headers));
      await connection.send(wire);
      expect(verdict(await answerOf(connection))).toBe('200');
      expect((await call('HEAD', 'whole')).headers).toMatchObject({ 'content-length': String(LENGTH) });
    },
  );

  it('has nothing but the whole object at the end', async () => {
    const files = (await backstage.files()).filter((file) => !file.startsWith('.mizuchi'));
    expect(files).toEqual(['whole']);
  });
}

describe('bodies that end early, on a folder', () => {
  truncationCases(async () => {
    const target = await WireGateway.start();
    const backstage: Backstage = {
      prefix: '/uploads',
      files: async () => [
        ...Object.keys(await target.objects()),
        ...(await target.unfinished()).map((file) => `.mizuchi/${file}`),
      ],
    };
    return { target, backstage, stop: () => target.stop() };
  });
});

describeWith(['versitygw'], 'bodies that end early, on an S3 backend', () => {
  truncationCases(async () => {
    const backend = await startVersitygw();
    await backend.createBucket('backend');
    const target = await WireGateway.start({ moreBuckets: s3Bucket(backend) });
    const backstage: Backstage = { prefix: '/s3', files: () => filesBelow(join(backend.root, 'backend')) };
    const stop = async (): Promise<void> => {
      await target.stop();
      await backend.stop();
    };
    return { target, backstage, stop };
  });
});

it('keeps the bytes of a whole body', async () => {
  const target = await WireGateway.start();
  using connection = await RawConnection.open(target.port);
  await connection.send(request('PUT', '/uploads/whole', BODY));
  expect(verdict(await answerOf(connection))).toBe('200');
  expect(BODY.equals(await readFile(join(target.root, 'whole')))).toBe(true);
  connection.close();
  await target.stop();
});

function s3Bucket(backend: Versitygw): string {
  return [
    '  - name: s3',
    '    path_prefix: /s3',
    '    auth: { enabled: false }',
    '    operations: [upload, probe]',
    '    s3:',
    '      bucket: backend',
    `      region: ${backend.region}`,
    `      endpoint: ${backend.endpoint}`,
    `      access_key: ${backend.accessKey}`,
    `      secret_key: ${backend.secretKey}`,
  ].join('\n');
}

function httpChunks(bytes: Buffer): Buffer {
  const chunks = pieces(bytes, 100_000).flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
