import { createHash as createCryptoHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAt, encodeAwsChunked, SOME_SIGNATURE } from '../../../test/support/aws-chunked-encoder.js';
import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { createHash } from '../../common/checksums/create-hash.js';
import type { BodyVerification } from '../storage/index.js';
import type { BodyDescription } from './body-description.js';
import { RequestBody } from './request-body.js';

const NOTHING = { framing: undefined, sha256: undefined, md5: undefined, checksum: undefined };
/** Never reached by a test that does not wait for it. */
const LONG_MS = 60_000;
const HELLO = Buffer.from('hello');
const HELLO_MD5 = 'XUFAKrxLKna5cZ2REBfFkg==';
const HELLO_SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

const plain = (length: number, declared: Partial<BodyDescription> = {}): BodyDescription => ({
  ...NOTHING,
  length,
  ...declared,
});

function bodyOf(description: BodyDescription, source: Readable, idleTimeoutMs = LONG_MS) {
  const log: { opened: Readable[]; bytes: number } = { opened: [], bytes: 0 };
  const onOpen = (stream: Readable): void => {
    log.opened.push(stream);
  };
  const body = new RequestBody(description, source, onOpen, {
    idleTimeoutMs,
    onBytes: (count) => (log.bytes += count),
  });
  return { body, log };
}

/** Everything a reader got to see, and how it ended. */
async function read(stream: Readable): Promise<{ data: Buffer; error: unknown; ended: boolean }> {
  const chunks: Buffer[] = [];
  let error: unknown;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', (reason) => (error = reason));
  await new Promise((resolve) => stream.once('close', resolve));
  return { data: Buffer.concat(chunks), error, ended: stream.readableEnded };
}

function receive(
  description: BodyDescription,
  pieces: readonly Buffer[],
  verification: BodyVerification = 'everything',
) {
  return read(bodyOf(description, Readable.from(pieces, { objectMode: false })).body.open(verification));
}

function listenerCount(source: Readable): number {
  return ['data', 'end', 'error', 'close'].reduce((sum, event) => sum + source.listenerCount(event), 0);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('RequestBody', () => {
  describe('of a plain body without anything to check', () => {
    it.each(['everything', 'framing'] as const)('passes pieces through untouched (%s)', async (verification) => {
      const pieces = [Buffer.from('hel'), Buffer.from('lo')];
      const source = new PassThrough({ objectMode: true });
      const { body, log } = bodyOf(plain(5), source);
      const stream = body.open(verification);
      const seen: unknown[] = [];
      stream.on('data', (chunk) => seen.push(chunk));
      for (const piece of pieces) source.write(piece);
      await turn();
      // All five bytes are out although the source has not ended: nothing is held back.
      expect(seen[0]).toBe(pieces[0]);
      expect(seen[1]).toBe(pieces[1]);
      source.end();
      await new Promise((resolve) => stream.once('end', resolve));
      expect(log).toEqual({ opened: [stream], bytes: 5 });
      expect(listenerCount(source)).toBe(listenerCount(new PassThrough()));
    });

    it.each([
      ['short', 'hell'],
      ['long', 'hello!'],
    ])('refuses a %s body', async (_case, data) => {
      const { error, ended } = await receive(plain(5), [Buffer.from(data)]);
      expect(error).toMatchObject({ code: 'IncompleteBody', details: { NumberBytesExpected: 5 } });
      expect(ended).toBe(false);
    });

    it('lets framing leave the declared integrity to the store', async () => {
      const wrong = { md5: '1B2M2Y8AsgTpgAmY7PhCfg==', sha256: 'a'.repeat(64) };
      const description = plain(5, { ...wrong, checksum: { algorithm: 'crc32', value: 'AAAAAA==' } });
      expect((await receive(description, [HELLO], 'framing')).data.toString()).toBe('hello');
    });
  });

  describe('of an empty body', () => {
    it('ends at once', async () => {
      expect(await receive(plain(0), [])).toMatchObject({ ended: true, error: undefined });
    });

    it('is checked', async () => {
      const result = await receive(plain(0, { md5: HELLO_MD5 }), []);
      expect(result).toMatchObject({ ended: false, error: { code: 'BadDigest' } });
    });

    it('may have been read to its end already', async () => {
      const source = Readable.from([]);
      await text(source);
      expect(await read(bodyOf(plain(0), source).body.open('everything'))).toMatchObject({ ended: true });
    });
  });

  describe('verifies', () => {
    it('everything that is right', async () => {
      const description = plain(5, {
        md5: HELLO_MD5,
        sha256: HELLO_SHA256,
        checksum: { algorithm: 'sha256', value: Buffer.from(HELLO_SHA256, 'hex').toString('base64') },
      });
      expect(await receive(description, [HELLO])).toEqual({ data: HELLO, ended: true, error: undefined });
    });

    it('the signed SHA-256', async () => {
      const { data, error } = await receive(plain(5, { sha256: 'a'.repeat(64) }), [HELLO]);
      expect(data).toHaveLength(0);
      expect(error).toMatchObject({
        code: 'XAmzContentSHA256Mismatch',
        details: { ClientComputedContentSHA256: 'a'.repeat(64), S3ComputedContentSHA256: HELLO_SHA256 },
      });
    });

    it('Content-MD5', async () => {
      const { error } = await receive(plain(5, { md5: '1B2M2Y8AsgTpgAmY7PhCfg==' }), [HELLO]);
      expect(error).toMatchObject({
        code: 'BadDigest',
        details: { ExpectedDigest: '1B2M2Y8AsgTpgAmY7PhCfg==', CalculatedDigest: HELLO_MD5 },
      });
    });

    it.each(CHECKSUM_ALGORITHMS)('a checksum of kind %s', async (algorithm) => {
      const hash = createHash(algorithm);
      hash.update(HELLO);
      const right = hash.digest();
      const wrong = Buffer.from(right);
      wrong.writeUInt8((wrong.readUInt8(0) + 1) % 256, 0);
      const declare = (value: Buffer): BodyDescription =>
        plain(5, { checksum: { algorithm, value: value.toString('base64') } });
      expect(await receive(declare(right), [HELLO])).toMatchObject({ ended: true });
      const { error } = await receive(declare(wrong), [HELLO]);
      expect(error).toMatchObject({
        code: 'BadDigest',
        message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      });
    });

    it('without ever giving the last byte of a wrong body', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 200_000 }),
          fc.array(fc.nat(200_000), { maxLength: 5 }),
          async (bytes, cuts) => {
            const whole = Buffer.from(bytes);
            const description = plain(whole.length, { sha256: '0'.repeat(64) });
            const { data, error } = await receive(description, cutAt(whole, cuts));
            expect(error).toMatchObject({ code: 'XAmzContentSHA256Mismatch' });
            expect(data.length).toBeLessThan(whole.length);
            expect(data.equals(whole.subarray(0, data.length))).toBe(true);
          },
        ),
        { numRuns: 30 },
      );
    });

    it('holding back at most 64 KiB', async () => {
      const source = new PassThrough({ highWaterMark: 1 << 20 });
      const whole = Buffer.alloc(300_000, 'a');
      const md5 = createCryptoHash('md5').update(whole).digest('base64');
      const stream = bodyOf(plain(whole.length, { md5 }), source).body.open('everything');
      let seen = 0;
      stream.on('data', (chunk: Buffer) => (seen += chunk.length));
      source.write(whole);
      await turn();
      expect(seen).toBe(whole.length - 65_536);
      source.end();
      await new Promise((resolve) => stream.once('end', resolve));
      expect(seen).toBe(whole.length);
    });
  });

  describe('of an aws-chunked body', () => {
    const TRAILER = 'x-amz-checksum-crc32c';
    const framing = { signed: false, mayHaveTrailer: true, trailer: TRAILER, decodedLength: 5 };
    const description = plain(5, { framing, checksum: { algorithm: 'crc32c' } });
    const encoded = (value: string): Buffer => encodeAwsChunked([HELLO], { trailer: { name: TRAILER, value } });

    it.each(['everything', 'framing'] as const)('verifies the trailer (%s)', async (verification) => {
      const { body } = bodyOf(description, Readable.from([encoded('mnG7TA==')]));
      const stream = body.open(verification);
      expect(body.trailerChecksum).toBeUndefined();
      expect(await text(stream)).toBe('hello');
      expect(body.trailerChecksum).toBe('mnG7TA==');

      const wrong = bodyOf(description, Readable.from([encoded('AAAAAA==')])).body;
      const { data, error } = await read(wrong.open(verification));
      expect(error).toMatchObject({ code: 'BadDigest' });
      expect(data).toHaveLength(0);
      expect(wrong.trailerChecksum).toBeUndefined();
    });

    it('refuses a trailer that is no checksum', async () => {
      const { error } = await receive(description, [encoded('BAD')]);
      const message = 'Value for x-amz-checksum-crc32c trailing header is invalid.';
      expect(error).toMatchObject({ code: 'InvalidRequest', message });
    });

    it.each([
      ['is cut off', (body: Buffer) => body.subarray(0, -1), 'IncompleteBody'],
      ['goes on after its end', (body: Buffer) => Buffer.concat([body, HELLO]), 'IncompleteBody'],
      ['lacks its trailer', () => encodeAwsChunked([HELLO]), 'MalformedTrailerError'],
      ['has broken framing', () => Buffer.from('z'), 'IncompleteBody'],
    ])('refuses a body that %s', async (_case, spoil, code) => {
      const { data, error } = await receive(description, [spoil(encoded('mnG7TA=='))], 'framing');
      expect(error).toMatchObject({ code });
      expect(data).toHaveLength(0);
    });

    it('holds back without hashing when there is no trailer', async () => {
      const body = encodeAwsChunked([HELLO], { signature: () => SOME_SIGNATURE });
      const signed = plain(5, {
        framing: { signed: true, mayHaveTrailer: false, trailer: undefined, decodedLength: 5 },
      });
      expect(await receive(signed, [body], 'framing')).toMatchObject({ ended: true, data: HELLO });
      const { data, error } = await receive(signed, [body.subarray(0, -2)], 'framing');
      expect(data).toHaveLength(0);
      expect(error).toMatchObject({ code: 'IncompleteBody' });
    });

    it('is judged by its decoded bytes', async () => {
      const md5 = plain(5, { ...description, md5: HELLO_MD5 });
      expect(await receive(md5, [encoded('mnG7TA==')])).toMatchObject({ ended: true });
    });
  });

  describe('when the client goes away', () => {
    it('ends with IncompleteBody and the cause', async () => {
      const source = new PassThrough();
      const stream = bodyOf(plain(5), source).body.open('everything');
      source.write('hel');
      const reading = read(stream);
      await turn();
      const cause = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      source.destroy(cause);
      const { error, ended } = await reading;
      expect(error).toMatchObject({ code: 'IncompleteBody', source: 'client', cause });
      expect(ended).toBe(false);
    });

    it('without a word ends with IncompleteBody', async () => {
      const source = new PassThrough();
      const reading = read(bodyOf(plain(5), source).body.open('everything'));
      source.destroy();
      expect(await reading).toMatchObject({ error: { code: 'IncompleteBody' } });
    });

    it('before open, neither asks for the body nor waits', async () => {
      const source = new PassThrough();
      source.destroy();
      const { body, log } = bodyOf(plain(5), source);
      expect(await read(body.open('everything'))).toMatchObject({ error: { code: 'IncompleteBody' } });
      expect(log.opened).toEqual([]);
    });

    it('between open and the first reader, tells the reader when it comes', async () => {
      const source = new PassThrough();
      const stream = bodyOf(plain(5), source).body.open('everything');
      source.destroy(new Error('aborted'));
      await turn();
      await expect(text(stream)).rejects.toMatchObject({ code: 'IncompleteBody' });
    });
  });

  it('times out when nothing comes', async () => {
    const source = new PassThrough();
    const { error } = await read(bodyOf(plain(5), source, 20).body.open('everything'));
    expect(error).toMatchObject({ code: 'RequestTimeout', status: 400 });
    expect(source.destroyed).toBe(false);
  });

  it('does not time out while its reader is the slow one', async () => {
    const source = new PassThrough();
    const stream = bodyOf(plain(200_000), source, 20).body.open('everything');
    source.end(Buffer.alloc(200_000));
    stream.read(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(stream.errored).toBeNull();
    expect((await read(stream)).data).toHaveLength(200_000);
  });

  it('lets backpressure through to the source', async () => {
    let produced = 0;
    const source = new Readable({
      read() {
        produced += 1;
        this.push(Buffer.alloc(65_536));
      },
    });
    const stream = bodyOf(plain(2 ** 40), source).body.open('framing');
    stream.read(0);
    for (let i = 0; i < 20; i++) await turn();
    expect(source.isPaused()).toBe(true);
    expect(produced).toBeLessThan(10);
    stream.destroy();
    source.destroy();
  });

  describe('when its reader stops', () => {
    it('lets the source go, paused and alive', async () => {
      const source = new PassThrough();
      const before = listenerCount(source);
      const stream = bodyOf(plain(5, { md5: HELLO_MD5 }), source).body.open('everything');
      const reading = read(stream);
      source.write('hel');
      await turn();
      stream.destroy();
      await reading;
      expect(source.destroyed).toBe(false);
      expect(source.isPaused()).toBe(true);
      expect(listenerCount(source)).toBe(before);
      source.end('lo');
      source.resume();
      await new Promise((resolve) => source.once('end', resolve));
    });

    it('gives it nothing more, not even of the same piece', async () => {
      const chunks = [Buffer.alloc(8192), Buffer.alloc(8192), HELLO];
      const framing = { signed: false, mayHaveTrailer: true, trailer: undefined, decodedLength: 16_389 };
      const stream = bodyOf(plain(16_389, { framing }), Readable.from([encodeAwsChunked(chunks)])).body.open('framing');
      let seen = 0;
      stream.on('data', () => {
        seen += 1;
        stream.destroy();
      });
      await new Promise((resolve) => stream.once('close', resolve));
      expect(seen).toBe(1);
    });

    it('survives an error of the source that was on its way', async () => {
      const source = new PassThrough();
      const stream = bodyOf(plain(5), source).body.open('everything');
      source.destroy(new Error('aborted'));
      stream.destroy();
      await new Promise((resolve) => source.once('close', resolve));
    });
  });

  it('can be opened once', () => {
    const { body } = bodyOf(plain(0), Readable.from([]));
    body.open('everything').destroy();
    expect(() => body.open('everything')).toThrow(expect.objectContaining({ code: 'InternalError' }));
  });
});
