import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import type { ObjectStore, UploadBody, WriteResult } from '../../src/modules/storage/index.js';
import { encodeAwsChunked } from '../support/aws-chunked-encoder.js';
import { chunkSignatures, chunkSigningOf, PUBLISHED_CLIENT, signAwsChunked } from '../support/aws-chunked-signer.js';
import { declaredBody } from '../support/declared-body.js';
import { checksumOf, patternedBytes } from '../support/memory-body.js';
import { answer } from '../support/raw-backend.js';
import { describeWith } from '../support/requirements.js';
import { versitygwConfig } from '../support/s3-config.js';
import { ADDRESS, NO_HEADERS, S3PoolFixture, STORED } from '../support/s3-pool-fixture.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { startVersitygw } from '../support/versitygw.js';
import type { Versitygw } from '../support/versitygw.js';

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const CRC32 = 'x-amz-checksum-crc32';
const SIGNING = chunkSigningOf(PUBLISHED_CLIENT);
const CHUNKS = [patternedBytes(65_536, 1), patternedBytes(65_536, 2), patternedBytes(70_000, 3), patternedBytes(99, 4)];
const DATA = Buffer.concat(CHUNKS);
const TRAILER = { name: CRC32, value: checksumOf('crc32', DATA) };

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const streaming = (form: string, trailer?: string): Record<string, string> => ({
  'x-amz-content-sha256': form,
  'x-amz-decoded-content-length': String(DATA.length),
  ...(trailer !== undefined && { 'x-amz-trailer': trailer }),
});

/** A body of which one signature is wrong: of a chunk, or of the trailer. */
function badlySigned(wrong: number, withTrailer: boolean): UploadBody {
  const trailer = withTrailer ? TRAILER : undefined;
  const signatures = chunkSignatures(PUBLISHED_CLIENT, CHUNKS, trailer);
  const wire = encodeAwsChunked(CHUNKS, {
    signature: (index) => (index === wrong ? '0'.repeat(64) : (signatures[index] ?? '')),
    ...(trailer !== undefined && { trailer }),
  });
  const headers = withTrailer ? streaming(`${SIGNED}-TRAILER`, CRC32) : streaming(SIGNED);
  return declaredBody(wire, headers, SIGNING);
}

/** Which signature is wrong: of the first and the last data chunk, of the empty one, of the trailer. */
const BAD_SIGNATURES = [
  { wrong: 0, withTrailer: false },
  { wrong: 3, withTrailer: false },
  { wrong: 4, withTrailer: false },
  { wrong: 0, withTrailer: true },
  { wrong: 4, withTrailer: true },
  { wrong: 5, withTrailer: true },
];

/** What is true of signed bodies in every store. */
function describeSignedBodies(prefix: string, store: () => ObjectStore, pathOf: (key: string) => string): void {
  const put = (key: string, body: UploadBody): Promise<WriteResult> =>
    store().putObject({ address: { bucket: 'front', key }, headers: NO_HEADERS, body });

  it.each([
    ['without trailer', streaming(SIGNED), undefined],
    ['with trailer', streaming(`${SIGNED}-TRAILER`, CRC32), TRAILER],
  ])('stores a well signed body %s without its framing', async (form, headers, trailer) => {
    const key = `${prefix}-good-${form.replace(' ', '-')}`;
    await put(key, declaredBody(signAwsChunked(PUBLISHED_CLIENT, CHUNKS, trailer), headers, SIGNING));
    expect(sha256(await readFile(pathOf(key)))).toBe(sha256(DATA));
  });

  it.each(BAD_SIGNATURES)('keeps nothing when signature $wrong is bad (trailer: $withTrailer)', async (bad) => {
    const key = `${prefix}-bad-${bad.wrong}-${bad.withTrailer}`;
    const refused = { code: 'SignatureDoesNotMatch', status: 403, source: 'client' };
    await expect(put(key, badlySigned(bad.wrong, bad.withTrailer))).rejects.toMatchObject(refused);
    expect(existsSync(pathOf(key))).toBe(false);
  });
}

describe('signed bodies in a folder', () => {
  let folder: TempDir;
  let store: ObjectStore;
  beforeAll(async () => {
    folder = await tempDir();
    store = await createFilesystemStore({ root: folder.path, fsync: false });
  });
  afterAll(async () => {
    await store.close();
    await folder.remove();
  });
  describeSignedBodies(
    'folder',
    () => store,
    (key) => folder.join(key),
  );
});

describeWith(['versitygw'], 'bodies at versitygw', () => {
  let server: Versitygw;
  beforeAll(async () => {
    server = await startVersitygw();
    await server.createBucket('backend-bucket');
  });
  afterAll(() => server.stop());
  const pathOf = (key: string): string => join(server.root, 'backend-bucket', key);

  describe.each(['passthrough', 'gateway'] as const)('with integrity: %s', (integrity) => {
    let store: S3Store;
    beforeAll(() => {
      store = new S3Store({ ...versitygwConfig(server, 'backend-bucket'), integrity });
    });
    afterAll(() => store.close());

    describeSignedBodies(integrity, () => store, pathOf);

    it.each([
      ['SHA-256', { 'x-amz-content-sha256': 'a'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
      ['Content-MD5', { 'content-md5': Buffer.alloc(16).toString('base64') }, 'BadDigest'],
      ['checksum', { [CRC32]: 'AAAAAA==' }, 'BadDigest'],
    ])('keeps nothing of a body with a wrong %s', async (what, headers, code) => {
      const key = `${integrity}-wrong-${what}`;
      const forwarded = new Map(Object.entries(headers).filter(([name]) => name !== 'x-amz-content-sha256'));
      const put = store.putObject({
        address: { bucket: 'front', key },
        headers: forwarded,
        body: declaredBody(DATA, headers),
      });
      await expect(put).rejects.toMatchObject({ code, status: 400 });
      expect(existsSync(pathOf(key))).toBe(false);
    });

    it('keeps nothing of a body with a wrong trailer', async () => {
      const wire = encodeAwsChunked(CHUNKS, { trailer: { name: CRC32, value: 'AAAAAA==' } });
      const body = declaredBody(wire, streaming('STREAMING-UNSIGNED-PAYLOAD-TRAILER', CRC32));
      const key = `${integrity}-wrong-trailer`;
      const put = store.putObject({ address: { bucket: 'front', key }, headers: NO_HEADERS, body });
      await expect(put).rejects.toMatchObject({ code: 'BadDigest' });
      expect(existsSync(pathOf(key))).toBe(false);
    });

    it.each([
      ['trailers', true],
      ['headers', false],
    ])('completes a multipart upload with the checksums of its parts in %s', async (where, inTrailer) => {
      const address = { bucket: 'front', key: `${integrity}-parts-in-${where}` };
      const { uploadId } = await store.createMultipartUpload({
        address,
        headers: new Map([
          ['x-amz-checksum-algorithm', 'CRC32'],
          ['x-amz-checksum-type', 'COMPOSITE'],
        ]),
      });
      const declared = { [CRC32]: TRAILER.value };
      const body = inTrailer
        ? declaredBody(
            encodeAwsChunked(CHUNKS, { trailer: TRAILER }),
            streaming('STREAMING-UNSIGNED-PAYLOAD-TRAILER', CRC32),
          )
        : declaredBody(DATA, declared);
      const headers = inTrailer ? NO_HEADERS : new Map(Object.entries(declared));
      const { etag } = await store.uploadPart({ address, headers, uploadId, partNumber: 1, body });
      await store.completeMultipartUpload({
        address,
        uploadId,
        parts: [{ partNumber: 1, etag, checksums: { crc32: TRAILER.value } }],
        headers: new Map([['x-amz-checksum-type', 'COMPOSITE']]),
      });
      expect(sha256(await readFile(pathOf(address.key)))).toBe(sha256(DATA));
    });

    it('lets the backend judge a checksum of the whole object', async () => {
      const address = { bucket: 'front', key: `${integrity}-whole` };
      const { uploadId } = await store.createMultipartUpload({ address, headers: NO_HEADERS });
      const body = declaredBody(DATA);
      const { etag } = await store.uploadPart({ address, headers: NO_HEADERS, uploadId, partNumber: 1, body });
      const headers = new Map([
        [CRC32, 'AAAAAA=='],
        ['x-amz-checksum-type', 'FULL_OBJECT'],
      ]);
      const parts = [{ partNumber: 1, etag, checksums: {} }];
      const complete = store.completeMultipartUpload({ address, uploadId, parts, headers });
      await expect(complete).rejects.toMatchObject({ status: 400 });
      expect(existsSync(pathOf(address.key))).toBe(false);
    });
  });
});

describe('what a backend sees', () => {
  const fixture = new S3PoolFixture();

  async function requestFor(
    integrity: 'passthrough' | 'gateway',
    body: UploadBody,
    headers: ReadonlyMap<string, string> = NO_HEADERS,
  ): Promise<{ fields: Map<string, string>; body: Buffer }> {
    let seen: { head: string; body: Buffer } | undefined;
    const server = await fixture.backend(async (connection) => {
      seen = await connection.request();
      connection.send(STORED);
    });
    await fixture.store(server.endpoint, { integrity }).putObject({ address: ADDRESS, headers, body });
    if (seen === undefined) throw new Error('the backend saw no request');
    const lines = seen.head.split('\r\n').slice(1, -2);
    const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    return { fields, body: seen.body };
  }

  const FORMS: [string, UploadBody][] = [
    [
      'signed with trailer',
      declaredBody(signAwsChunked(PUBLISHED_CLIENT, CHUNKS, TRAILER), streaming(`${SIGNED}-TRAILER`, CRC32), SIGNING),
    ],
    [
      'unsigned with trailer',
      declaredBody(
        encodeAwsChunked(CHUNKS, { trailer: TRAILER }),
        streaming('STREAMING-UNSIGNED-PAYLOAD-TRAILER', CRC32),
      ),
    ],
    ['signed', declaredBody(signAwsChunked(PUBLISHED_CLIENT, CHUNKS), streaming(SIGNED), SIGNING)],
    ['plain with SHA-256', declaredBody(DATA, { 'x-amz-content-sha256': sha256(DATA) })],
  ];

  it.each(FORMS)('with integrity: gateway, of a body %s: the object and nothing else', async (_form, body) => {
    const { fields, body: sent } = await requestFor('gateway', body);
    expect(sha256(sent)).toBe(sha256(DATA));
    expect(fields.get('content-length')).toBe(String(DATA.length));
    expect(fields.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
    for (const name of ['x-amz-trailer', 'x-amz-decoded-content-length', 'content-encoding', CRC32]) {
      expect(fields.has(name)).toBe(false);
    }
  });

  it('with integrity: gateway, a checksum and a Content-MD5 that were known up front', async () => {
    const declared = { [CRC32]: TRAILER.value, 'content-md5': checksumOf('md5', DATA) };
    const headers = new Map(Object.entries(declared));
    const { fields } = await requestFor('gateway', declaredBody(DATA, declared), headers);
    expect(fields.get(CRC32)).toBe(TRAILER.value);
    expect(fields.get('content-md5')).toBe(declared['content-md5']);
    expect(fields.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
  });

  it('with integrity: passthrough, a verified trailer in a framing of our own', async () => {
    const wire = signAwsChunked(PUBLISHED_CLIENT, CHUNKS, TRAILER);
    const body = declaredBody(wire, streaming(`${SIGNED}-TRAILER`, CRC32), SIGNING);
    const { fields, body: sent } = await requestFor('passthrough', body);
    expect(fields.get('x-amz-content-sha256')).toBe('STREAMING-UNSIGNED-PAYLOAD-TRAILER');
    expect(fields.get('x-amz-trailer')).toBe(CRC32);
    expect(sent.toString('latin1')).toMatch(new RegExp(`\\r\\n0\\r\\n${CRC32}:${TRAILER.value}\\r\\n\\r\\n$`));
    expect(sent.includes('chunk-signature')).toBe(false);
  });

  it('with integrity: passthrough, signed chunks without trailer as a plain body', async () => {
    const body = declaredBody(signAwsChunked(PUBLISHED_CLIENT, CHUNKS), streaming(SIGNED), SIGNING);
    const { fields, body: sent } = await requestFor('passthrough', body);
    expect(fields.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
    expect(sha256(sent)).toBe(sha256(DATA));
  });

  it.each(BAD_SIGNATURES)(
    'of a body with bad signature $wrong (trailer: $withTrailer): never all of it, and a reset',
    async ({ wrong, withTrailer }) => {
      const server = await fixture.backend(async (connection) => {
        await connection.discard(Infinity).catch(() => undefined);
        connection.send(answer('200 OK'));
      });
      const put = fixture.store(server.endpoint).putObject({
        address: ADDRESS,
        headers: NO_HEADERS,
        body: badlySigned(wrong, withTrailer),
      });
      await expect(put).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
      for (const connection of server.connections) expect(await connection.ending).toBe('reset');
    },
  );
});
