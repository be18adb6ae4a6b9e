import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAt } from '../../../test/support/aws-chunked-encoder.js';
import { chunkSigningOf, PUBLISHED_CLIENT, signAwsChunked } from '../../../test/support/aws-chunked-signer.js';
import { checksumOf, patternedBytes } from '../../../test/support/memory-body.js';
import type { BodyVerification } from '../storage/index.js';
import { RequestBody } from './request-body.js';

const NAME = 'x-amz-checksum-crc32c';
const CHUNKS = [patternedBytes(9000, 1), patternedBytes(8192, 2), patternedBytes(301, 3)];
const DATA = Buffer.concat(CHUNKS);
const TRAILER = { name: NAME, value: checksumOf('crc32c', DATA) };

interface Received {
  readonly data: Buffer;
  readonly code: unknown;
}

async function receive(
  pieces: readonly Buffer[],
  withTrailer: boolean,
  verification: BodyVerification,
  verified = true,
): Promise<Received> {
  const description = {
    length: DATA.length,
    framing: {
      signed: true,
      mayHaveTrailer: withTrailer,
      trailer: withTrailer ? NAME : undefined,
      decodedLength: DATA.length,
    },
    sha256: undefined,
    md5: undefined,
    checksum: withTrailer ? ({ algorithm: 'crc32c' } as const) : undefined,
  };
  const body = new RequestBody(description, Readable.from(pieces, { objectMode: false }), () => undefined, {
    idleTimeoutMs: 60_000,
    chunkSigning: verified ? chunkSigningOf(PUBLISHED_CLIENT) : undefined,
  });
  const chunks: Buffer[] = [];
  let code: unknown;
  try {
    for await (const chunk of body.open(verification) as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    code = Error.isError(error) && 'code' in error ? error.code : error;
  }
  return { data: Buffer.concat(chunks), code };
}

const verifications = fc.constantFrom<BodyVerification>('everything', 'framing');
const cuts = fc.array(fc.nat(20_000), { maxLength: 8 });

describe.each([
  ['without trailer', undefined],
  ['with trailer', TRAILER],
])('a signed body %s', (_form, trailer) => {
  const encoded = signAwsChunked(PUBLISHED_CLIENT, CHUNKS, trailer);

  it('arrives whole', async () => {
    await fc.assert(
      fc.asyncProperty(verifications, cuts, async (verification, offsets) => {
        const { data, code } = await receive(cutAt(encoded, offsets), trailer !== undefined, verification);
        expect(code).toBeUndefined();
        expect(data.equals(DATA)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused after a change of any byte, and never gives all of its bytes', async () => {
    // The upper half of bit values is left alone: it holds the case of letters, in which a chunk's size is free.
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.nat(encoded.length - 1), fc.integer({ min: encoded.length - 250, max: encoded.length - 1 })),
        fc.integer({ min: 1, max: 15 }),
        verifications,
        cuts,
        async (place, change, verification, offsets) => {
          const changed = Buffer.from(encoded);
          changed.writeUInt8(changed.readUInt8(place) ^ change, place);
          const { data, code } = await receive(cutAt(changed, offsets), trailer !== undefined, verification);
          expect(code).toMatch(/^(SignatureDoesNotMatch|IncompleteBody|InvalidChunkSizeError|MalformedTrailerError)$/);
          expect(data.length).toBeLessThan(DATA.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a signed body', () => {
  const encoded = signAwsChunked(PUBLISHED_CLIENT, CHUNKS, TRAILER);
  /** The nth of some occurrences of a text, each replaced. */
  const each = (text: string | RegExp, replace: (found: string) => string): Buffer[] =>
    [...encoded.toString('latin1').matchAll(new RegExp(text, 'g'))].map(({ index, 0: found }) =>
      Buffer.concat([
        encoded.subarray(0, index),
        Buffer.from(replace(found), 'latin1'),
        encoded.subarray(index + found.length),
      ]),
    );

  it.each<[string, Buffer[], number, string]>([
    ['another chunk signature', each(/chunk-signature=.{64}/, () => `chunk-signature=${'0'.repeat(64)}`), 4, 'Sig'],
    ['a chunk signature left out', each(/;chunk-signature=.{64}/, () => ''), 4, 'IncompleteBody'],
    [
      'another trailer signature',
      each(/trailer-signature:.{64}/, () => `trailer-signature:${'0'.repeat(64)}`),
      1,
      'Sig',
    ],
    ['the trailer signature left out', each(/x-amz-trailer-signature:.{64}\r\n/, () => ''), 1, 'IncompleteBody'],
    ['another trailer value', each(/crc32c:.{8}/, () => 'crc32c:AAAAAA=='), 1, 'Sig'],
  ])('with %s is refused', async (_what, bodies, count, expected) => {
    expect(bodies).toHaveLength(count);
    for (const body of bodies) {
      const { data, code } = await receive([body], true, 'framing');
      expect(code).toBe(expected === 'Sig' ? 'SignatureDoesNotMatch' : expected);
      expect(data.length).toBeLessThan(DATA.length);
    }
  });

  it('with the right signature of a wrong checksum is refused for its checksum', async () => {
    const wrong = signAwsChunked(PUBLISHED_CLIENT, CHUNKS, { name: NAME, value: 'AAAAAA==' });
    expect(await receive([wrong], true, 'framing')).toMatchObject({ code: 'BadDigest' });
  });

  it('signed with another key is refused', async () => {
    const stranger = { ...PUBLISHED_CLIENT, secret: 'guess' };
    const body = signAwsChunked(stranger, CHUNKS, TRAILER);
    const { data, code } = await receive([body], true, 'everything');
    expect(code).toBe('SignatureDoesNotMatch');
    expect(data).toHaveLength(0);
  });

  it('is taken as it comes where nothing is verified', async () => {
    const stranger = { ...PUBLISHED_CLIENT, secret: 'guess' };
    const { data, code } = await receive([signAwsChunked(stranger, CHUNKS, TRAILER)], true, 'everything', false);
    expect(code).toBeUndefined();
    expect(data.equals(DATA)).toBe(true);
  });
});
