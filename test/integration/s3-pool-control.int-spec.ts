import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { RawBackend, answer, errorXml } from '../support/raw-backend.js';
import { s3Config } from '../support/s3-config.js';
import { bodyOf } from '../support/upload-bodies.js';

const NONE: ReadonlyMap<string, string> = new Map();
const address = { bucket: 'front', key: 'k' };
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const COMPLETED = `${XML}<CompleteMultipartUploadResult><Bucket>backend-bucket</Bucket><Key>k</Key><ETag>&quot;e-1&quot;</ETag></CompleteMultipartUploadResult>`;
const UNAVAILABLE = { name: 'GatewayError', code: 'ServiceUnavailable', status: 503 };

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

/** A store whose backend answers every request with the same bytes, after a while where a delay is given. */
async function storeAnswered(
  text: string,
  changes: Parameters<typeof s3Config>[1] = {},
  delay = 0,
): Promise<{ store: S3Store; heads: string[] }> {
  const heads: string[] = [];
  const server = await RawBackend.start(async (connection) => {
    for (;;) {
      const { head } = await connection.request();
      heads.push(head);
      if (delay > 0) await sleep(delay);
      connection.send(text);
    }
  });
  open.push(server);
  const store = new S3Store(s3Config(server.endpoint, changes));
  open.push(store);
  return { store, heads };
}

const complete = (store: S3Store) =>
  store.completeMultipartUpload({
    address,
    uploadId: 'u',
    parts: [{ partNumber: 1, etag: '"a"', checksums: {} }],
    headers: NONE,
  });
const chunkedOk = (...chunks: string[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join('')}0\r\n\r\n`;

describe('CompleteMultipartUpload', () => {
  it('reads success behind white space', async () => {
    const { store } = await storeAnswered(chunkedOk(' ', ' ', '\n', COMPLETED));
    expect(await complete(store)).toMatchObject({ etag: '"e-1"' });
  });

  it('reads success behind white space that follows the XML declaration', async () => {
    const { store } = await storeAnswered(chunkedOk(XML, '  \n', COMPLETED.slice(XML.length)));
    expect(await complete(store)).toMatchObject({ etag: '"e-1"' });
  });

  it.each([
    ['InvalidPart', { code: 'InvalidPart', status: 400, details: { PartNumber: '1' } }],
    ['InternalError', UNAVAILABLE],
    ['SomethingNew', UNAVAILABLE],
  ])('recognises the error %s under status 200', async (code, expected) => {
    const text = errorXml(code, { PartNumber: '1', BucketName: 'backend-bucket', HostId: 'h' });
    const { store } = await storeAnswered(chunkedOk(' ', text));
    await expect(complete(store)).rejects.toMatchObject(expected);
  });

  it.each([
    ['nothing', chunkedOk()],
    ['white space only', chunkedOk('   ')],
    ['no ETag', chunkedOk(`${XML}<CompleteMultipartUploadResult/>`)],
    ['a page of a proxy', chunkedOk('<html><body>hello</body></html>')],
  ])('does not take %s for success', async (_name, text) => {
    const { store } = await storeAnswered(text);
    await expect(complete(store)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('has a time limit of its own', async () => {
    const slow = await storeAnswered(chunkedOk(COMPLETED), { pool: { response_timeout: 20 } }, 100);
    expect(await complete(slow.store)).toMatchObject({ etag: '"e-1"' });
    const hanging = await storeAnswered('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n ', {
      pool: { complete_timeout: 50 },
    });
    await expect(complete(hanging.store)).rejects.toMatchObject({ code: 'GatewayTimeout', status: 504 });
  });
});

describe('control calls', () => {
  const create = (store: S3Store, headers = NONE) => store.createMultipartUpload({ address, headers });
  const CREATED = `${XML}<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>`;

  it.each([
    [answer('500 Oops', {}, errorXml('InternalError')), UNAVAILABLE],
    [answer('502 Bad Gateway', {}, '<html>'), UNAVAILABLE],
    [answer('503 Slow Down', {}, errorXml('SlowDown')), { code: 'SlowDown', status: 503 }],
    [answer('429 Too Many Requests'), { code: 'SlowDown', status: 503 }],
    [
      answer('301 Moved', { Location: 'http://elsewhere/' }, errorXml('PermanentRedirect')),
      { ...UNAVAILABLE, source: 'gateway' },
    ],
    [answer('307 Moved', { Location: 'http://elsewhere/' }), { ...UNAVAILABLE, source: 'gateway' }],
    [answer('403 Forbidden', {}, errorXml('SignatureDoesNotMatch')), { ...UNAVAILABLE, source: 'gateway' }],
    [answer('403 Forbidden', {}, errorXml('AccessDenied')), { code: 'AccessDenied', status: 403 }],
    [answer('404 Not Found', {}, errorXml('NoSuchBucket')), { code: 'NoSuchBucket', status: 404, details: {} }],
    ['garbage\r\n\r\n', UNAVAILABLE],
  ])('maps %j, after one attempt', async (text, expected) => {
    const { store, heads } = await storeAnswered(text);
    await expect(create(store)).rejects.toMatchObject(expected);
    expect(heads).toHaveLength(1);
  });

  it('answers 504 when nothing comes within response_timeout', async () => {
    const { store } = await storeAnswered('', { pool: { response_timeout: 50 } });
    await expect(create(store)).rejects.toMatchObject({ code: 'GatewayTimeout', status: 504 });
  });

  it('sends every header of the client, signed, and none that is ours', async () => {
    const { store, heads } = await storeAnswered(answer('200 OK', {}, CREATED));
    await create(
      store,
      new Map([
        ['content-type', 'video/mp4'],
        ['x-amz-acl', 'private'],
        ['x-amz-checksum-algorithm', 'CRC32'],
        ['x-amz-meta-a', 'b'],
        ['x-amz-server-side-encryption', 'AES256'],
        ['x-amz-tagging', 'k=v'],
        ['authorization', 'Bearer secret'],
        ['x-amz-security-token', 'client-token'],
      ]),
    );
    const head = heads[0] ?? '';
    for (const line of ['content-type: video/mp4', 'x-amz-acl: private', 'x-amz-meta-a: b', 'x-amz-tagging: k=v']) {
      expect(head.toLowerCase()).toContain(`\r\n${line}\r\n`);
    }
    expect(head).toMatch(/SignedHeaders=[^,]*x-amz-acl;x-amz-checksum-algorithm;[^,]*x-amz-meta-a;x-amz-server-side/);
    expect(head).not.toContain('secret');
    expect(head).not.toContain('client-token');
  });

  it('passes on the headers that S3 documents and no others', async () => {
    const headers = {
      Server: 'secret-host',
      'x-amz-id-2': 'h',
      'x-amz-request-id': 'r',
      'x-amz-abort-date': 'not a date',
      'x-amz-server-side-encryption': 'AES256',
    };
    const { store } = await storeAnswered(answer('200 OK', headers, CREATED));
    const created = await create(store);
    expect(Object.fromEntries(created.headers)).toEqual({
      'x-amz-abort-date': 'not a date',
      'x-amz-server-side-encryption': 'AES256',
    });
  });

  it('decodes the keys of a listing where the backend encoded them', async () => {
    const upload = (key: string) =>
      `<Upload><Key>${key}</Key><UploadId>u</UploadId><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>`;
    const list = async (inner: string) => {
      const { store } = await storeAnswered(
        answer('200 OK', {}, `${XML}<ListMultipartUploadsResult>${inner}</ListMultipartUploadsResult>`),
      );
      const request = { bucket: 'b', prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 9 };
      return store.listMultipartUploads(request);
    };
    const encoded = await list(
      `<EncodingType>url</EncodingType><NextKeyMarker>n%2B</NextKeyMarker><IsTruncated>true</IsTruncated>${upload('a+b%2Fc%01')}<CommonPrefixes><Prefix>p%20/</Prefix></CommonPrefixes>`,
    );
    expect(encoded).toMatchObject({
      uploads: [{ key: 'a b/c\u0001', uploadId: 'u', storageClass: 'STANDARD' }],
      commonPrefixes: ['p /'],
      nextKeyMarker: 'n+',
      isTruncated: true,
    });
    expect((await list(upload('a+b%2Fc'))).uploads).toMatchObject([{ key: 'a+b%2Fc' }]);
  });
});

describe('addresses', () => {
  it('puts the bucket into the Host where the backend wants it there', async () => {
    const heads: string[] = [];
    const server = await RawBackend.start(async (connection) => {
      for (;;) {
        const { head } = await connection.request();
        heads.push(head);
        connection.send(answer('200 OK', { ETag: '"e"' }));
      }
    });
    open.push(server);
    const changes = { bucket: '{bucket}', addressing: 'virtual' } as const;
    const store = new S3Store(s3Config(`http://localhost:${server.port}`, changes));
    open.push(store);
    await store.putObject({ address: { bucket: 'tenant', key: 'a b' }, headers: NONE, body: bodyOf(Buffer.from('x')) });
    await store.putObject({
      address: { bucket: 'Not_A_Label', key: 'k' },
      headers: NONE,
      body: bodyOf(Buffer.from('x')),
    });
    expect(heads[0]).toMatch(/^PUT \/a%20b HTTP\/1\.1\r\nhost: tenant\.localhost:\d+\r\n/);
    expect(heads[1]).toMatch(/^PUT \/Not_A_Label\/k HTTP\/1\.1\r\nhost: localhost:\d+\r\n/);
    expect(store.pool.open).toBe(1);
  });
});

describe('health', () => {
  it.each([
    ['an error page', answer('500 Oops', {}, 'x')],
    ['a refusal', answer('403 Forbidden')],
  ])('is good after %s', async (_name, text) => {
    const { store, heads } = await storeAnswered(text.replace(/\r\n\r\n[^]*$/, '\r\n\r\n'));
    expect(await store.health()).toEqual({ ready: true });
    expect(heads[0]).toMatch(/^HEAD \/backend-bucket HTTP\/1\.1\r\n/);
    expect(heads[0]?.toLowerCase()).not.toContain('authorization');
  });

  it('asks for the endpoint alone when clients choose the bucket', async () => {
    const { store, heads } = await storeAnswered(answer('200 OK'), { bucket: '{bucket}' });
    expect(await store.health()).toEqual({ ready: true });
    expect(heads[0]).toMatch(/^HEAD \/ HTTP\/1\.1\r\n/);
  });

  it('is bad without an answer, and says so without naming the host', async () => {
    const { store } = await storeAnswered('', { pool: { connect_timeout: 500 } });
    expect(await store.health()).toEqual({ ready: false, reason: 'no answer in time' });
    const garbage = await storeAnswered('garbage\r\n');
    expect(await garbage.store.health()).toEqual({ ready: false, reason: 'no usable answer' });
    const gone = await RawBackend.start(() => undefined);
    const refused = new S3Store(s3Config(gone.endpoint));
    open.push(refused);
    await gone.close();
    expect(await refused.health()).toEqual({ ready: false, reason: 'connection refused' });
    const nowhere = new S3Store(s3Config('http://no-such-host.invalid'));
    open.push(nowhere);
    const health = await nowhere.health();
    expect(health.ready).toBe(false);
    expect(health.reason).not.toContain('invalid');
  });
});
