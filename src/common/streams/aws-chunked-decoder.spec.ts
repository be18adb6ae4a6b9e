import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAt, encodeAwsChunked, SOME_SIGNATURE } from '../../../test/support/aws-chunked-encoder.js';
import { AwsChunkedDecoder } from './aws-chunked-decoder.js';
import type { AwsChunkedFraming } from './aws-chunked-decoder.js';
import type { ChunkVerifier, TrailerLine } from './chunk-verifier.js';

const CRC32C = 'x-amz-checksum-crc32c';
const UNSIGNED = { signed: false, mayHaveTrailer: true, trailer: CRC32C } as const;
const SIGNED = { signed: true, mayHaveTrailer: false, trailer: undefined } as const;
const SIGNED_TRAILER = { signed: true, mayHaveTrailer: true, trailer: CRC32C } as const;
const signature = (): string => SOME_SIGNATURE;
const trailer = { name: CRC32C, value: 'sOO8/Q==' };

function decode(framing: AwsChunkedFraming, pieces: readonly (Buffer | string)[], verifier?: ChunkVerifier) {
  const decoder = new AwsChunkedDecoder(framing, verifier);
  const slices = pieces.flatMap((piece) => decoder.decode(Buffer.from(piece)));
  decoder.finish();
  return { data: Buffer.concat(slices), trailerValue: decoder.trailerValue };
}

/** What the refusal says, or the decoded data if there is none. */
function outcome(framing: AwsChunkedFraming, ...pieces: (Buffer | string)[]): unknown {
  try {
    return decode(framing, pieces).data.toString('latin1');
  } catch (error) {
    if (!Error.isError(error) || !('code' in error)) throw error;
    return error.code;
  }
}

const unsigned = (decodedLength: number): AwsChunkedFraming => ({ ...UNSIGNED, decodedLength });
const bare = (decodedLength: number): AwsChunkedFraming => ({
  signed: false,
  mayHaveTrailer: true,
  trailer: undefined,
  decodedLength,
});

describe('AwsChunkedDecoder', () => {
  it.each([
    ['signed', SIGNED, { signature }],
    ['signed with trailer', SIGNED_TRAILER, { signature, trailer }],
    ['signed with the trailer line of minio-go', SIGNED_TRAILER, { signature, trailer, trailerLineEnd: '\n\r\n' }],
    ['unsigned with trailer', UNSIGNED, { trailer }],
    ['unsigned with the trailer line of minio-go', UNSIGNED, { trailer, trailerLineEnd: '\n\r\n' }],
  ] as const)('decodes the form: %s, however it is cut', (_form, framing, options) => {
    const chunks = fc.tuple(
      fc.array(fc.uint8Array({ minLength: 8192, maxLength: 8200 }), { maxLength: 2 }),
      fc.uint8Array({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(20_000), { maxLength: 20 }), ([big, last], cuts) => {
        const all = last.length > 0 ? [...big, last] : big;
        const data = Buffer.concat(all);
        const result = decode({ ...framing, decodedLength: data.length }, cutAt(encodeAwsChunked(all, options), cuts));
        expect(result.data.equals(data)).toBe(true);
        expect(result.trailerValue).toBe(framing.trailer === undefined ? undefined : trailer.value);
      }),
      { numRuns: 60 },
    );
  });

  it('decodes a body that comes byte by byte', () => {
    const body = encodeAwsChunked([Buffer.from('hello')], { signature, trailer });
    const bytes = [...body].map((byte) => Buffer.from([byte]));
    expect(decode({ ...SIGNED_TRAILER, decodedLength: 5 }, bytes).data.toString()).toBe('hello');
  });

  it('yields slices of its input, without copying', () => {
    const body = encodeAwsChunked([Buffer.alloc(9000, 'a')], { trailer });
    const [slice] = new AwsChunkedDecoder(unsigned(9000)).decode(body);
    expect(slice?.buffer).toBe(body.buffer);
  });

  it('takes upper-case and padded sizes, and upper-case trailer names', () => {
    const body = `000A\r\n0123456789\r\n0\r\nX-Amz-Checksum-CRC32C: sOO8/Q==\t\r\n\r\n`;
    expect(decode(unsigned(10), [body])).toEqual({ data: Buffer.from('0123456789'), trailerValue: 'sOO8/Q==' });
  });

  it('has no trailer value before the end', () => {
    const decoder = new AwsChunkedDecoder(unsigned(0));
    decoder.decode(Buffer.from(`0\r\n${CRC32C}:AAAAAA==\r\n`));
    expect(decoder.trailerValue).toBeUndefined();
    decoder.decode(Buffer.from('\r\n'));
    expect(decoder.trailerValue).toBe('AAAAAA==');
  });

  describe('refuses broken framing', () => {
    it.each([
      ['no body', ''],
      ['no hex digits', '\r\n'],
      ['a size that is not hexadecimal', '5g\r\n'],
      ['a prefix', '0x5\r\nhello\r\n0\r\n\r\n'],
      ['a sign', '-5\r\nhello\r\n0\r\n\r\n'],
      ['a space behind the size', '5 \r\nhello\r\n0\r\n\r\n'],
      ['17 digits', `${'0'.repeat(16)}5\r\nhello\r\n0\r\n\r\n`],
      ['a header line without end', '0'.repeat(1000)],
      ['a bare line feed after the size', '5\nhello\r\n0\r\n\r\n'],
      ['a bare carriage return after the size', '5\rhello\r\n0\r\n\r\n'],
      ['an extension in the unsigned form', `5;chunk-signature=${SOME_SIGNATURE}\r\nhello\r\n0\r\n\r\n`],
      ['data longer than its size', '5\r\nhello!\r\n0\r\n\r\n'],
      ['data shorter than its size', '5\r\nhell\r\n0\r\n\r\n'],
      ['a line feed instead of CRLF after the data', '5\r\nhello\n0\r\n\r\n'],
      ['no last chunk', '5\r\nhello\r\n'],
      ['no empty line at the end', '5\r\nhello\r\n0\r\n'],
      ['half a CRLF at the end', '5\r\nhello\r\n0\r\n\r'],
      ['data after the end', '5\r\nhello\r\n0\r\n\r\nx'],
      ['another empty line after the end', '5\r\nhello\r\n0\r\n\r\n\r\n'],
      ['fewer bytes than declared', '4\r\nhell\r\n0\r\n\r\n'],
      ['more bytes than declared', '6\r\nhello!\r\n0\r\n\r\n'],
      ['a size beyond exact numbers', 'ffffffffffffffff\r\nhello'],
    ])('%s: IncompleteBody', (_case, body) => {
      expect(outcome(bare(5), body)).toBe('IncompleteBody');
      expect(outcome(bare(5), ...Array.from(body))).toBe('IncompleteBody');
    });

    it('stops at the header of a chunk that cannot fit, before its data', () => {
      const decoder = new AwsChunkedDecoder(bare(5));
      expect(() => decoder.decode(Buffer.from('6\r\n'))).toThrow(
        expect.objectContaining({
          code: 'IncompleteBody',
          details: { NumberBytesExpected: 5, NumberBytesProvided: 6 },
        }),
      );
    });

    it.each([
      ['no signature', '5\r\nhello\r\n'],
      ['a short signature', `5;chunk-signature=${SOME_SIGNATURE.slice(1)}\r\nhello\r\n`],
      ['another extension', `5;chunk-sig=${SOME_SIGNATURE}\r\nhello\r\n`],
      ['two extensions', `5;chunk-signature=${SOME_SIGNATURE};a=b\r\nhello\r\n`],
      ['a trailer that the form does not have', `0;chunk-signature=${SOME_SIGNATURE}\r\n${CRC32C}:AAAAAA==\r\n\r\n`],
    ])('signed, with %s: IncompleteBody', (_case, body) => {
      expect(outcome({ ...SIGNED, decodedLength: body.startsWith('0') ? 0 : 5 }, body)).toBe('IncompleteBody');
    });
  });

  describe('holds the smallest chunk size', () => {
    it('lets only the last data chunk have fewer than 8192 bytes', () => {
      const sizes = [8192, 8192, 1].map((size) => Buffer.alloc(size));
      expect(outcome(bare(16385), encodeAwsChunked(sizes))).toHaveLength(16385);
    });

    it('names the chunk at which it notices, as S3 does, and the size of the small one', () => {
      const body = encodeAwsChunked([Buffer.alloc(8192), Buffer.alloc(8191), Buffer.alloc(2)]);
      expect(() => decode(bare(16385), [body])).toThrow(
        expect.objectContaining({ code: 'InvalidChunkSizeError', details: { Chunk: 3, BadChunkSize: 8191 } }),
      );
    });
  });

  describe('refuses a bad trailer', () => {
    it.each([
      ['announced and absent', ''],
      ['not the announced one', 'x-amz-checksum-crc32:AAAAAA==\r\n'],
      ['one more than announced', `${CRC32C}:AAAAAA==\r\nx-amz-meta-a:b\r\n`],
      ['the same one twice', `${CRC32C}:AAAAAA==\r\n${CRC32C}:AAAAAA==\r\n`],
      ['no colon', `${CRC32C}\r\n`],
      ['no name', ':AAAAAA==\r\n'],
      ['no value', `${CRC32C}:\r\n`],
      ['two line feeds', `${CRC32C}:AAAAAA==\n\n\r\n`],
      ['a signature in the unsigned form', `${CRC32C}:AAAAAA==\r\nx-amz-trailer-signature:${SOME_SIGNATURE}\r\n`],
      ['a line without end', 'x'.repeat(1000)],
    ])('%s: MalformedTrailerError', (_case, lines) => {
      expect(outcome(unsigned(0), `0\r\n${lines}\r\n`)).toBe('MalformedTrailerError');
    });

    it.each([
      ['absent', '', 'MalformedTrailerError'],
      ['signed before it', `x-amz-trailer-signature:${SOME_SIGNATURE}\r\n${CRC32C}:A=\r\n`, 'MalformedTrailerError'],
      ['unsigned', `${CRC32C}:AAAAAA==\r\n`, 'IncompleteBody'],
      [
        'signed twice',
        `${CRC32C}:AAAAAA==\r\n${`x-amz-trailer-signature:${SOME_SIGNATURE}\r\n`.repeat(2)}`,
        'IncompleteBody',
      ],
      ['signed with something else', `${CRC32C}:AAAAAA==\r\nx-amz-trailer-signature:abc\r\n`, 'IncompleteBody'],
      [
        'signed with a digit more',
        `${CRC32C}:AAAAAA==\r\nx-amz-trailer-signature:${SOME_SIGNATURE}a\r\n`,
        'IncompleteBody',
      ],
      ['followed by another', `${CRC32C}:AAAAAA==\r\n${CRC32C}:AAAAAA==\r\n`, 'IncompleteBody'],
      [
        'behind a line end that is broken',
        `${CRC32C}:AAAAAA==\rx-amz-trailer-signature:${SOME_SIGNATURE}\r\n`,
        'IncompleteBody',
      ],
    ])('%s in the signed form: %s', (_case, lines, code) => {
      const body = `0;chunk-signature=${SOME_SIGNATURE}\r\n${lines}\r\n`;
      expect(outcome({ ...SIGNED_TRAILER, decodedLength: 0 }, body)).toBe(code);
    });

    it('with a carriage return in its value: IncompleteBody', () => {
      expect(outcome(unsigned(0), `0\r\n${CRC32C}:AAAA\rAA==\r\n\r\n`)).toBe('IncompleteBody');
    });

    it('unannounced in a form that has trailers: MalformedTrailerError', () => {
      const line = `${CRC32C}:AAAAAA==\r\n\r\n`;
      expect(outcome(bare(0), `0\r\n${line}`)).toBe('MalformedTrailerError');
      const signed = { ...SIGNED_TRAILER, trailer: undefined, decodedLength: 0 };
      expect(outcome(signed, `0;chunk-signature=${SOME_SIGNATURE}\r\n${line}`)).toBe('MalformedTrailerError');
    });
  });

  it('ends without a trailer when none is announced', () => {
    expect(outcome(bare(5), '5\r\nhello\r\n0\r\n\r\n')).toBe('hello');
  });

  describe('with a verifier', () => {
    /** Writes down what it sees; data joined per chunk, since slices depend on how the input is cut. */
    class Recorder implements ChunkVerifier {
      readonly seen: unknown[] = [];
      #data: Buffer[] = [];
      chunkStart(chunkSignature: string | undefined, size: number): void {
        this.seen.push(['start', chunkSignature, size]);
      }
      chunkData(slice: Buffer): void {
        this.#data.push(slice);
      }
      chunkEnd(): void {
        this.seen.push(['end', Buffer.concat(this.#data).toString()]);
        this.#data = [];
      }
      trailer(lines: readonly TrailerLine[], trailerSignature: string | undefined): void {
        this.seen.push(['trailer', lines, trailerSignature]);
      }
    }

    it('shows it every chunk, the last one and the trailer, in order', () => {
      const signatures = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
      const body = encodeAwsChunked([Buffer.from('hello')], { signature: (index) => signatures[index] ?? '', trailer });
      const expected = [
        ['start', signatures[0], 5],
        ['end', 'hello'],
        ['start', signatures[1], 0],
        ['end', ''],
        ['trailer', [trailer], signatures[2]],
      ];
      fc.assert(
        fc.property(fc.array(fc.nat(body.length)), (cuts) => {
          const recorder = new Recorder();
          decode({ ...SIGNED_TRAILER, decodedLength: 5 }, cutAt(body, cuts), recorder);
          expect(recorder.seen).toEqual(expected);
        }),
        { numRuns: 50 },
      );
    });

    it('shows it no trailer where there is none', () => {
      const recorder = new Recorder();
      decode({ ...SIGNED, decodedLength: 0 }, [encodeAwsChunked([], { signature })], recorder);
      expect(recorder.seen).toEqual([
        ['start', SOME_SIGNATURE, 0],
        ['end', ''],
      ]);
    });

    it('lets it refuse the body', () => {
      const recorder = new Recorder();
      recorder.chunkEnd = () => {
        throw new Error('wrong signature');
      };
      expect(() =>
        decode({ ...SIGNED, decodedLength: 1 }, [encodeAwsChunked([Buffer.from('a')], { signature })], recorder),
      ).toThrow('wrong signature');
    });
  });

  // Key, scope and signatures of the examples in the S3 API reference ("Signature calculations for the Authorization
  // header: transferring payload in multiple chunks"): 66560 times the letter a.
  describe('given the published examples', () => {
    const chunks = [Buffer.alloc(65536, 'a'), Buffer.alloc(1024, 'a')];
    const plain = [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ];
    const withTrailer = [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
      'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
    ];
    const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
    const sha256 = (...parts: (string | Buffer)[]): string =>
      createHash('sha256')
        .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
        .digest('hex');
    const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
      hmac,
      'AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    );

    /** Computes the chain of signatures from nothing but what the hook shows, beside those that were sent. */
    class Signer implements ChunkVerifier {
      readonly sent: unknown[] = [];
      readonly computed: string[] = [];
      #previous: string;
      #data: Buffer[] = [];
      constructor(seed: string) {
        this.#previous = seed;
      }
      chunkStart(chunkSignature: string | undefined): void {
        this.sent.push(chunkSignature);
      }
      chunkData(slice: Buffer): void {
        this.#data.push(slice);
      }
      chunkEnd(): void {
        this.#sign('PAYLOAD', sha256(), sha256(...this.#data));
        this.#data = [];
      }
      trailer(lines: readonly TrailerLine[], trailerSignature: string | undefined): void {
        this.sent.push(trailerSignature);
        this.#sign('TRAILER', sha256(...lines.map(({ name, value }) => `${name}:${value}\n`)));
      }
      #sign(kind: string, ...hashes: string[]): void {
        const scope = ['20130524T000000Z', '20130524/us-east-1/s3/aws4_request'];
        const toSign = [`AWS4-HMAC-SHA256-${kind}`, ...scope, this.#previous, ...hashes].join('\n');
        this.#previous = hmac(key, toSign).toString('hex');
        this.computed.push(this.#previous);
      }
    }

    it.each([
      ['signed', '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9', plain, SIGNED, '\r\n'],
      [
        'with trailer',
        '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
        withTrailer,
        SIGNED_TRAILER,
        '\r\n',
      ],
      [
        'with trailer as minio-go writes it',
        '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
        withTrailer,
        SIGNED_TRAILER,
        '\n\r\n',
      ],
    ] as const)('shows a verifier all it needs: %s', (_form, seed, signatures, framing, trailerLineEnd) => {
      const body = encodeAwsChunked(chunks, {
        signature: (index) => signatures[index] ?? '',
        trailerLineEnd,
        ...(framing.trailer !== undefined && { trailer }),
      });
      if (framing === SIGNED) expect(body).toHaveLength(66824);
      const signer = new Signer(seed);
      const result = decode({ ...framing, decodedLength: 66560 }, [body], signer);
      expect(result.data.equals(Buffer.concat(chunks))).toBe(true);
      expect(signer.sent).toEqual(signatures);
      expect(signer.computed).toEqual(signatures);
    });
  });
});
