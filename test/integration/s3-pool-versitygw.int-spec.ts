import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createHash } from '../../src/common/checksums/create-hash.js';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { describeWith } from '../support/requirements.js';
import { s3Config, versitygwConfig } from '../support/s3-config.js';
import { bodyOf } from '../support/upload-bodies.js';
import { at, md5, VersitygwStore } from '../support/versitygw-store.js';

const NONE: ReadonlyMap<string, string> = new Map();
const MIB = 1_048_576;

describeWith(['versitygw'], 'control calls to versitygw', () => {
  const backend = new VersitygwStore();

  describe('multipart uploads to versitygw', () => {
    it('creates, lists, completes and keeps headers', async () => {
      const address = at('multi/part file');
      const headers = new Map([
        ['content-type', 'video/mp4'],
        ['x-amz-meta-utf8', Buffer.from('grün').toString('latin1')],
      ]);
      const { uploadId } = await backend.store.createMultipartUpload({ address, headers });
      const chunks = [randomBytes(5 * MIB), randomBytes(1000)];
      const parts = [];
      for (const [index, bytes] of chunks.entries()) {
        const partNumber = index + 1;
        const body = bodyOf(bytes);
        const { etag } = await backend.store.uploadPart({ address, headers: NONE, uploadId, partNumber, body });
        parts.push({ partNumber, etag, checksums: {} });
      }
      const page = await backend.store.listParts({
        address,
        uploadId,
        partNumberMarker: 1,
        maxParts: 10,
        headers: NONE,
      });
      expect(page.parts).toMatchObject([{ partNumber: 2, size: 1000, etag: `"${md5(chunks[1] ?? Buffer.alloc(0))}"` }]);
      const uploads = await backend.store.listMultipartUploads({
        bucket: 'front',
        prefix: 'multi/',
        delimiter: '',
        keyMarker: '',
        uploadIdMarker: '',
        maxUploads: 10,
      });
      expect(uploads.uploads).toMatchObject([{ key: 'multi/part file', uploadId }]);
      const completed = await backend.store.completeMultipartUpload({ address, uploadId, parts, headers: NONE });
      expect(completed.etag).toMatch(/^"[0-9a-f]{32}-2"$/);
      expect(await backend.storedMd5('multi/part file')).toBe(md5(Buffer.concat(chunks)));
      const head = await backend.store.headObject({ address, headers: NONE });
      for (const [name, value] of headers) expect([name, head.headers.get(name)]).toEqual([name, value]);
    });

    it('passes the checksums of parts and object on', async () => {
      const address = at('multi-checksum');
      const headers = new Map([
        ['x-amz-checksum-algorithm', 'CRC32'],
        ['x-amz-checksum-type', 'FULL_OBJECT'],
      ]);
      const { uploadId } = await backend.store.createMultipartUpload({ address, headers });
      const { uploads } = await backend.store.listMultipartUploads({
        ...{ bucket: 'front', prefix: 'multi-checksum', delimiter: '' },
        ...{ keyMarker: '', uploadIdMarker: '', maxUploads: 10 },
      });
      expect(uploads).toMatchObject([{ uploadId, checksumAlgorithm: 'CRC32', checksumType: 'FULL_OBJECT' }]);
      const bytes = randomBytes(3000);
      const hash = createHash('crc32');
      hash.update(bytes);
      const value = hash.digest().toString('base64');
      const body = bodyOf(bytes, { checksum: { algorithm: 'crc32' }, trailerChecksum: value });
      const { etag } = await backend.store.uploadPart({ address, headers: NONE, uploadId, partNumber: 1, body });
      const completed = await backend.store.completeMultipartUpload({
        address,
        uploadId,
        parts: [{ partNumber: 1, etag, checksums: { crc32: value } }],
        headers: new Map([
          ['x-amz-checksum-crc32', value],
          ['x-amz-checksum-type', 'FULL_OBJECT'],
        ]),
      });
      expect(completed).toMatchObject({ checksums: { crc32: value }, checksumType: 'FULL_OBJECT' });
    });

    it('keeps the codes of S3', async () => {
      const address = at('multi-errors');
      const { uploadId } = await backend.store.createMultipartUpload({ address, headers: NONE });
      const parts = [{ partNumber: 1, etag: '"00000000000000000000000000000000"', checksums: {} }];
      await expect(
        backend.store.completeMultipartUpload({ address, uploadId, parts, headers: NONE }),
      ).rejects.toMatchObject({
        code: 'InvalidPart',
        status: 400,
      });
      await backend.store.abortMultipartUpload({ address, uploadId });
      await expect(backend.store.abortMultipartUpload({ address, uploadId })).rejects.toMatchObject({
        code: 'NoSuchUpload',
      });
      const part = { address, headers: NONE, uploadId, partNumber: 1, body: bodyOf(randomBytes(10)) };
      await expect(backend.store.uploadPart(part)).rejects.toMatchObject({ code: 'NoSuchUpload', status: 404 });
    });
  });

  describe('look-ups at versitygw', () => {
    it('answers HEAD with conditions and ranges', async () => {
      const address = at('looked-up');
      const { etag } = await backend.store.putObject({
        address,
        headers: NONE,
        body: bodyOf(Buffer.from('0123456789')),
      });
      const head = (headers: ReadonlyMap<string, string>) => backend.store.headObject({ address, headers });
      const full = await head(NONE);
      expect(full.status).toBe(200);
      expect(full.headers.get('etag')).toBe(etag);
      expect(full.headers.has('server')).toBe(false);
      expect((await head(new Map([['if-none-match', etag]]))).status).toBe(304);
      expect(await head(new Map([['range', 'bytes=2-4']]))).toMatchObject({ status: 206 });
      await expect(head(new Map([['if-match', '"other"']]))).rejects.toMatchObject({ code: 'PreconditionFailed' });
      await expect(head(new Map([['range', 'bytes=20-30']]))).rejects.toMatchObject({ code: 'InvalidRange' });
    });

    it('tells a missing object from a missing bucket', async () => {
      await expect(backend.store.headObject({ address: at('missing'), headers: NONE })).rejects.toMatchObject({
        code: 'NoSuchKey',
        status: 404,
      });
      await backend.store.headBucket('front');
      const elsewhere = new S3Store(versitygwConfig(backend.server, 'no-such-bucket'));
      await expect(elsewhere.headBucket('front')).rejects.toMatchObject({ code: 'NoSuchBucket', status: 404 });
      const put = { address: at('k'), headers: NONE, body: bodyOf(randomBytes(10)) };
      await expect(elsewhere.putObject(put)).rejects.toMatchObject({ code: 'NoSuchBucket', details: {} });
      await elsewhere.close();
    });

    it('passes on a refusal that comes while a large body is being sent', async () => {
      const elsewhere = new S3Store(versitygwConfig(backend.server, 'no-such-bucket'));
      const large = { address: at('k'), headers: NONE, body: bodyOf(Buffer.alloc(64 * MIB)) };
      await expect(elsewhere.putObject(large)).rejects.toMatchObject({ code: 'NoSuchBucket', status: 404 });
      await elsewhere.close();
    });

    it('reports the location, and is ready', async () => {
      expect(['', 'us-east-1']).toContain(await backend.store.bucketLocation('front'));
      expect(await backend.store.health()).toEqual({ ready: true });
    });
  });

  describe('the keys of the gateway', () => {
    it('answers 503 when the backend does not know them', async () => {
      const stranger = new S3Store(s3Config(backend.server.endpoint));
      const put = { address: at('stranger'), headers: NONE, body: bodyOf(randomBytes(10)) };
      const expected = { code: 'ServiceUnavailable', status: 503, source: 'gateway' };
      await expect(stranger.putObject(put)).rejects.toMatchObject(expected);
      await expect(stranger.createMultipartUpload({ address: at('x'), headers: NONE })).rejects.toMatchObject(expected);
      await stranger.close();
    });

    it('come from the environment when the configuration has none', async () => {
      process.env['AWS_ACCESS_KEY_ID'] = backend.server.accessKey;
      process.env['AWS_SECRET_ACCESS_KEY'] = backend.server.secretKey;
      const {
        bucket,
        region,
        endpoint = '',
        addressing,
        integrity,
        pool,
      } = versitygwConfig(backend.server, 'backend-bucket');
      const chained = new S3Store({ bucket, region, endpoint, addressing, integrity, pool });
      await chained.putObject({ address: at('chained'), headers: NONE, body: bodyOf(Buffer.from('x')) });
      await chained.headBucket('front');
      await chained.close();
      delete process.env['AWS_ACCESS_KEY_ID'];
      delete process.env['AWS_SECRET_ACCESS_KEY'];
    });
  });

  describe('a backend that clients choose the bucket of', () => {
    it('uses the bucket of the address', async () => {
      await backend.server.createBucket('tenant-one');
      const shared = new S3Store(versitygwConfig(backend.server, '{bucket}'));
      await shared.putObject({
        address: { bucket: 'tenant-one', key: 'k' },
        headers: NONE,
        body: bodyOf(Buffer.from('mine')),
      });
      expect(await readFile(join(backend.server.root, 'tenant-one', 'k'), 'utf8')).toBe('mine');
      await expect(shared.headBucket('tenant-two')).rejects.toMatchObject({ code: 'NoSuchBucket' });
      expect(await shared.health()).toEqual({ ready: true });
      await shared.close();
    });
  });
});
