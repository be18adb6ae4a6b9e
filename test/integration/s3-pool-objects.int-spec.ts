import { createHash as createNodeHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { CHECKSUM_ALGORITHMS } from '../../src/common/checksums/checksum.js';
import { createHash } from '../../src/common/checksums/create-hash.js';
import { describeWith } from '../support/requirements.js';
import { bodyOf, brokenBody } from '../support/upload-bodies.js';
import { at, md5, VersitygwStore } from '../support/versitygw-store.js';

const NONE: ReadonlyMap<string, string> = new Map();
const MIB = 1_048_576;

describeWith(['versitygw'], 'objects at versitygw', () => {
  const backend = new VersitygwStore();

  describe('PutObject to versitygw', () => {
    it.each([0, 1, 16_383, 16_384, 16_385, MIB, 3 * MIB + 17])('stores %d bytes as they are', async (length) => {
      const bytes = randomBytes(length);
      const { etag } = await backend.store.putObject({
        address: at(`plain-${length}`),
        headers: NONE,
        body: bodyOf(bytes),
      });
      expect(etag).toBe(`"${md5(bytes)}"`);
      expect(await backend.storedMd5(`plain-${length}`)).toBe(md5(bytes));
    });

    it('uses one connection for requests that follow each other', async () => {
      for (let count = 0; count < 5; count += 1) {
        await backend.store.putObject({ address: at('again'), headers: NONE, body: bodyOf(randomBytes(100)) });
      }
      expect(backend.store.pool.open).toBe(1);
      expect(backend.store.pool.idle).toBe(1);
    });

    it.each([
      'spaces and + plus.txt',
      "quotes'(1)!*.txt",
      'percent%41%zz',
      'unicode-日本語-é-😀',
      'query?x=1&y=2#fragment',
      'semi;colon:at@comma,equals=',
      'deep/er/path.txt',
    ])('encodes the key %j exactly once', async (key) => {
      const bytes = randomBytes(64);
      await backend.store.putObject({ address: at(key), headers: NONE, body: bodyOf(bytes) });
      expect(await backend.storedMd5(key)).toBe(md5(bytes));
      const head = await backend.store.headObject({ address: at(key), headers: NONE });
      expect(head.headers.get('content-length')).toBe('64');
    });

    it('carries metadata, content headers and bytes outside ASCII', async () => {
      const headers = new Map([
        ['content-type', 'text/plain; charset=utf-8'],
        ['cache-control', 'max-age=60'],
        ['content-disposition', 'attachment; filename="a  b.txt"'],
        ['x-amz-meta-plain', 'value'],
        ['x-amz-meta-utf8', Buffer.from('grün').toString('latin1')],
      ]);
      await backend.store.putObject({ address: at('headers'), headers, body: bodyOf(randomBytes(10)) });
      const head = await backend.store.headObject({ address: at('headers'), headers: NONE });
      for (const [name, value] of headers) expect([name, head.headers.get(name)]).toEqual([name, value]);
      expect(head.headers.has('content-encoding')).toBe(false);
    });

    it('lets the backend check a signed SHA-256', async () => {
      const bytes = randomBytes(5000);
      const sha256 = createNodeHash('sha256').update(bytes).digest('hex');
      await backend.store.putObject({ address: at('sha-good'), headers: NONE, body: bodyOf(bytes, { sha256 }) });
      expect(await backend.storedMd5('sha-good')).toBe(md5(bytes));
      await expect(
        backend.store.putObject({
          address: at('sha-bad'),
          headers: NONE,
          body: bodyOf(bytes, { sha256: 'a'.repeat(64) }),
        }),
      ).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch', status: 400 });
      expect(existsSync(backend.path('sha-bad'))).toBe(false);
    });

    it('lets the backend check Content-MD5', async () => {
      const headers = new Map([['content-md5', Buffer.alloc(16).toString('base64')]]);
      await expect(
        backend.store.putObject({ address: at('md5-bad'), headers, body: bodyOf(randomBytes(100)) }),
      ).rejects.toMatchObject({ code: 'BadDigest', status: 400 });
      expect(existsSync(backend.path('md5-bad'))).toBe(false);
    });

    it('keeps code and status of a failed condition', async () => {
      const put = (headers: ReadonlyMap<string, string>) =>
        backend.store.putObject({ address: at('once'), headers, body: bodyOf(randomBytes(10)) });
      await put(new Map([['if-none-match', '*']]));
      await expect(put(new Map([['if-none-match', '*']]))).rejects.toMatchObject({
        code: 'PreconditionFailed',
        status: 412,
        source: 'client',
      });
    });
  });

  describe('checksums on the way to versitygw', () => {
    const digest = (algorithm: (typeof CHECKSUM_ALGORITHMS)[number], bytes: Buffer): string => {
      const hash = createHash(algorithm);
      hash.update(bytes);
      return hash.digest().toString('base64');
    };

    it.each(CHECKSUM_ALGORITHMS)('sends %s in a header and returns what the backend computed', async (algorithm) => {
      const bytes = randomBytes(20_000);
      const value = digest(algorithm, bytes);
      const body = bodyOf(bytes, { checksum: { algorithm, value } });
      const { headers } = await backend.store.putObject({ address: at(`header-${algorithm}`), headers: NONE, body });
      expect(headers.get(`x-amz-checksum-${algorithm}`)).toBe(value);
    });

    it.each(
      CHECKSUM_ALGORITHMS.flatMap((algorithm) => [0, 1, MIB, 2 * MIB + 5].map((length) => ({ algorithm, length }))),
    )('re-frames $length bytes with $algorithm in the trailer', async ({ algorithm, length }) => {
      const bytes = randomBytes(length);
      const key = `trailer-${algorithm}-${length}`;
      const body = bodyOf(bytes, { checksum: { algorithm }, trailerChecksum: digest(algorithm, bytes) });
      const result = await backend.store.putObject({ address: at(key), headers: NONE, body });
      expect(result.headers.get(`x-amz-checksum-${algorithm}`)).toBe(digest(algorithm, bytes));
      expect(await backend.storedMd5(key)).toBe(md5(bytes));
      const head = await backend.store.headObject({ address: at(key), headers: NONE });
      expect(head.headers.has('content-encoding')).toBe(false);
    });

    it('passes on that a trailer does not fit the bytes', async () => {
      const body = bodyOf(randomBytes(100_000), { checksum: { algorithm: 'crc32' }, trailerChecksum: 'AAAAAA==' });
      await expect(backend.store.putObject({ address: at('trailer-bad'), headers: NONE, body })).rejects.toMatchObject({
        code: 'BadDigest',
        status: 400,
      });
      expect(existsSync(backend.path('trailer-bad'))).toBe(false);
    });
  });

  describe('a body that ends early', () => {
    const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

    it.each([0, 5, 300_000, 5_000_000])('leaves no object after %d of 8,000,000 bytes', async (sent) => {
      const key = `cut-${sent}`;
      const body = brokenBody(8_000_000, sent, gone);
      await expect(backend.store.putObject({ address: at(key), headers: NONE, body })).rejects.toMatchObject({
        code: 'IncompleteBody',
        status: 400,
        source: 'client',
      });
      // The next request is answered after versitygw has dealt with the reset of the one before.
      await backend.store.putObject({ address: at('after-cut'), headers: NONE, body: bodyOf(randomBytes(10)) });
      expect(existsSync(backend.path(key))).toBe(false);
      expect(await readdir(backend.path(''))).not.toContain(key);
    });

    it('leaves no part either', async () => {
      const address = at('cut-part');
      const { uploadId } = await backend.store.createMultipartUpload({ address, headers: NONE });
      const body = brokenBody(8_000_000, 300_000, gone);
      const part = { address, headers: NONE, uploadId, partNumber: 1, body };
      await expect(backend.store.uploadPart(part)).rejects.toMatchObject({ code: 'IncompleteBody' });
      const page = await backend.store.listParts({
        address,
        uploadId,
        partNumberMarker: 0,
        maxParts: 10,
        headers: NONE,
      });
      expect(page.parts).toEqual([]);
      await backend.store.abortMultipartUpload({ address, uploadId });
    });
  });
});
