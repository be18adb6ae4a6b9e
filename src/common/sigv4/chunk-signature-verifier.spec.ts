import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAt, encodeAwsChunked } from '../../../test/support/aws-chunked-encoder.js';
import {
  chunkSignatures,
  chunkSigningOf,
  PUBLISHED_CLIENT,
  signAwsChunked,
} from '../../../test/support/aws-chunked-signer.js';
import { AwsChunkedDecoder } from '../streams/aws-chunked-decoder.js';
import { ChunkSignatureVerifier } from './chunk-signature-verifier.js';

const TRAILER = { name: 'x-amz-checksum-crc32c', value: 'sOO8/Q==' };
const MISMATCH: unknown = expect.objectContaining({ code: 'SignatureDoesNotMatch', status: 403, source: 'client' });

function decode(body: Buffer, decodedLength: number, trailer?: string, client = PUBLISHED_CLIENT, cuts: number[] = []) {
  const verifier = new ChunkSignatureVerifier(chunkSigningOf(client));
  const decoder = new AwsChunkedDecoder(
    { signed: true, mayHaveTrailer: trailer !== undefined, trailer, decodedLength },
    verifier,
  );
  const slices = cutAt(body, cuts).flatMap((piece) => decoder.decode(piece));
  decoder.finish();
  return Buffer.concat(slices);
}

// The examples in the S3 API reference ("Signature calculations for the Authorization header: transferring payload in
// multiple chunks", without and with trailing headers): 66560 times the letter a.
const EXAMPLE = [Buffer.alloc(65536, 'a'), Buffer.alloc(1024, 'a')];
const EXAMPLE_LENGTH = 66560;
const PLAIN = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];
const TRAILING_CLIENT = {
  ...PUBLISHED_CLIENT,
  seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
};
const WITH_TRAILER = [
  'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
  '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
  '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
];

describe('ChunkSignatureVerifier', () => {
  describe('given the published examples', () => {
    it('agrees with the independent signer of the tests', () => {
      expect(chunkSignatures(PUBLISHED_CLIENT, EXAMPLE)).toEqual(PLAIN);
      expect(chunkSignatures(TRAILING_CLIENT, EXAMPLE, TRAILER)).toEqual(WITH_TRAILER);
    });

    it.each([
      ['without trailer', PLAIN, PUBLISHED_CLIENT, undefined],
      ['with trailer', WITH_TRAILER, TRAILING_CLIENT, TRAILER],
    ])('takes the body %s', (_form, signatures, client, trailer) => {
      const options = { signature: (index: number) => signatures[index] ?? '', ...(trailer && { trailer }) };
      const body = encodeAwsChunked(EXAMPLE, options);
      const data = decode(body, EXAMPLE_LENGTH, trailer?.name, client);
      expect(data.equals(Buffer.concat(EXAMPLE))).toBe(true);
    });

    it.each(WITH_TRAILER.map((_, index) => index))('refuses the body when signature %i is another', (wrong) => {
      const body = encodeAwsChunked(EXAMPLE, {
        signature: (index) => (index === wrong ? 'a'.repeat(64) : (WITH_TRAILER[index] ?? '')),
        trailer: TRAILER,
      });
      expect(() => decode(body, EXAMPLE_LENGTH, TRAILER.name, TRAILING_CLIENT)).toThrow(MISMATCH);
    });
  });

  it.each([
    ['without trailer', undefined, undefined],
    ['with trailer', TRAILER, '\r\n'],
    ['with the trailer line of minio-go', TRAILER, '\n\r\n'],
  ])('takes signed bodies %s, however they are cut', (_form, trailer, lineEnd) => {
    const chunks = fc.tuple(
      fc.array(fc.uint8Array({ minLength: 8192, maxLength: 8200 }), { maxLength: 2 }),
      fc.uint8Array({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(20_000), { maxLength: 20 }), ([big, last], cuts) => {
        const all = last.length > 0 ? [...big, last] : big;
        const data = Buffer.concat(all);
        const body = signAwsChunked(PUBLISHED_CLIENT, all, trailer, lineEnd);
        expect(decode(body, data.length, trailer?.name, PUBLISHED_CLIENT, cuts).equals(data)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['another key', { secret: 'another' }],
    ['another day', { timestamp: '20130525T000000Z' }],
    ['another second', { timestamp: '20130524T000001Z' }],
    ['another region', { region: 'eu-central-1' }],
    ['another request', { seed: '0'.repeat(64) }],
  ])('refuses chunks signed for %s', (_what, changes) => {
    const body = signAwsChunked({ ...PUBLISHED_CLIENT, ...changes }, [Buffer.from('hello')]);
    expect(() => decode(body, 5)).toThrow(MISMATCH);
  });

  it('refuses chunks in another order, and one that comes twice', () => {
    const [one, two] = [Buffer.alloc(8192, 'a'), Buffer.alloc(8192, 'b')];
    const signatures = chunkSignatures(PUBLISHED_CLIENT, [one, two]);
    const frame = (order: readonly number[]): Buffer =>
      encodeAwsChunked(
        order.map((index) => (index === 0 ? one : two)),
        { signature: (place) => signatures[order[place] ?? 2] ?? '' },
      );
    expect(decode(frame([0, 1]), 16_384)).toHaveLength(16_384);
    expect(() => decode(frame([1, 0]), 16_384)).toThrow(MISMATCH);
    expect(() => decode(frame([0, 0]), 16_384)).toThrow(MISMATCH);
  });

  it('takes no signature in capitals: Signature Version 4 writes lower-case', () => {
    const signatures = chunkSignatures(PUBLISHED_CLIENT, []);
    const body = encodeAwsChunked([], { signature: (index) => (signatures[index] ?? '').toUpperCase() });
    expect(() => decode(body, 0)).toThrow(MISMATCH);
  });

  it('refuses a chunk and a trailer without a signature', () => {
    const verifier = () => new ChunkSignatureVerifier(chunkSigningOf(PUBLISHED_CLIENT));
    const chunk = verifier();
    chunk.chunkStart(undefined, 1);
    expect(() => {
      chunk.chunkEnd();
    }).toThrow(MISMATCH);
    expect(() => {
      verifier().trailer([TRAILER], undefined);
    }).toThrow(MISMATCH);
  });

  it('says what should have been signed, and never what the signature should be', () => {
    const provided = 'a'.repeat(64);
    const body = encodeAwsChunked([Buffer.from('hello')], { signature: () => provided });
    const [right = ''] = chunkSignatures(PUBLISHED_CLIENT, [Buffer.from('hello')]);
    expect(() => decode(body, 5)).toThrow(
      expect.objectContaining({
        message:
          'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        details: {
          SignatureProvided: provided,
          StringToSign: expect.stringMatching(
            /^AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n20130524\/us-east-1\/s3\/aws4_request\n4f232c.*\ne3b0c44.*\n2cf24dba.*$/,
          ),
        },
      }),
    );
    expect(() => decode(body, 5)).toThrow(
      expect.objectContaining({
        details: expect.not.objectContaining({ StringToSign: expect.stringContaining(right) }),
      }),
    );
  });
});
