import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from '../../src/common/checksums/create-hash.js';
import { describeBody } from '../../src/modules/upload-body/describe-body.js';
import { RequestBody } from '../../src/modules/upload-body/request-body.js';
import { cutAt, encodeAwsChunked, SOME_SIGNATURE } from '../support/aws-chunked-encoder.js';
import { chunkSignatures, chunkSigningOf, PUBLISHED_CLIENT } from '../support/aws-chunked-signer.js';

const TIME_MS = Number(process.env['MIZUCHI_FUZZ_SECONDS'] ?? 5) * 1000;
/** What a broken body may be answered with: never an internal error. */
const REFUSALS = ['IncompleteBody', 'InvalidChunkSizeError', 'MalformedTrailerError', 'InvalidRequest', 'BadDigest'];
const SIGNATURE_REFUSALS = [...REFUSALS, 'SignatureDoesNotMatch'];
const TRAILER = 'x-amz-checksum-crc32c';

const forms = fc.constantFrom(
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
);
const chunks = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 8192, maxLength: 9000 }), { maxLength: 2 }),
    fc.uint8Array({ maxLength: 50 }),
  )
  .map(([big, last]) => (last.length > 0 ? [...big, last] : big));
/** Where to change the body, seen from both ends: that is where the framing is. */
const place = fc.oneof(
  fc.nat(200),
  fc.nat(200).map((distance) => -distance),
  fc.nat(20_000),
);
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 4 }),
  fc
    .constantFrom('\r\n', '\n', '\r', '0\r\n', '0\r\n\r\n', ';', ':', 'fffffffff', `;chunk-signature=${SOME_SIGNATURE}`)
    .map((text) => Buffer.from(text)),
);
const mutation = fc.record({ place, remove: fc.oneof(fc.nat(3), fc.nat(10_000)), insert: piece });

interface Sent {
  readonly form: string;
  readonly data: Buffer;
  readonly checksum: string | undefined;
  readonly encoded: Buffer;
}

function encode(form: string, parts: readonly Uint8Array[]): Sent {
  const data = Buffer.concat(parts);
  const hash = createHash('crc32c');
  hash.update(data);
  const checksum = form.endsWith('-TRAILER') ? hash.digest().toString('base64') : undefined;
  const trailer = checksum === undefined ? undefined : { name: TRAILER, value: checksum };
  const signatures = chunkSignatures(PUBLISHED_CLIENT, parts, trailer);
  const encoded = encodeAwsChunked(parts, {
    ...(form.includes('HMAC') && { signature: (index) => signatures[index] ?? '' }),
    ...(trailer !== undefined && { trailer }),
  });
  return { form, data, checksum, encoded };
}

/**
 * What a store would have published, or the code of the refusal.
 * @param verified whether signed chunks are verified, or taken as they come
 */
async function receive(
  { form, data, checksum }: Sent,
  pieces: readonly Buffer[],
  verified: boolean,
): Promise<Buffer | string> {
  const headers = new Map([
    ['transfer-encoding', 'chunked'],
    ['x-amz-content-sha256', form],
    ['x-amz-decoded-content-length', String(data.length)],
  ]);
  if (checksum !== undefined) headers.set('x-amz-trailer', TRAILER);
  const description = describeBody({ method: 'PUT', headers });
  const source = Readable.from(pieces, { objectMode: false });
  const body = new RequestBody(description, source, () => undefined, {
    idleTimeoutMs: 60_000,
    chunkSigning: verified ? chunkSigningOf(PUBLISHED_CLIENT) : undefined,
  });
  const received: Buffer[] = [];
  try {
    for await (const chunk of body.open('everything') as AsyncIterable<Buffer>) received.push(chunk);
    return Buffer.concat(received);
  } catch (error) {
    expect(Buffer.concat(received).length === 0 || Buffer.concat(received).length < data.length).toBe(true);
    return Error.isError(error) && 'code' in error ? String(error.code) : String(error);
  }
}

/** Runs for its share of the time, whatever the machine makes of it. */
const bounded = { interruptAfterTimeLimit: TIME_MS / 2, markInterruptAsFailure: false, numRuns: 1_000_000 };

describe('aws-chunked bodies', () => {
  it(
    'arrive whole, however they are cut',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          forms,
          chunks,
          fc.array(fc.nat(20_000), { maxLength: 30 }),
          fc.boolean(),
          async (form, parts, cuts, verified) => {
            const sent = encode(form, parts);
            const outcome = await receive(sent, cutAt(sent.encoded, cuts), verified);
            expect(sent.data.equals(outcome as Buffer)).toBe(true);
          },
        ),
        bounded,
      );
    },
    TIME_MS + 30_000,
  );

  it(
    'are refused or right after any change',
    async () => {
      const changes = fc.array(mutation, { minLength: 1, maxLength: 3 });
      const cuts = fc.array(fc.nat(20_000), { maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(
          forms,
          chunks,
          changes,
          cuts,
          fc.boolean(),
          async (form, parts, mutations, offsets, verified) => {
            const sent = encode(form, parts);
            let changed = sent.encoded;
            for (const { place: at, remove, insert } of mutations) {
              const start = Math.max(0, Math.min(changed.length, at < 0 ? changed.length + at : at));
              changed = Buffer.concat([changed.subarray(0, start), insert, changed.subarray(start + remove)]);
            }
            const outcome = await receive(sent, cutAt(changed, offsets), verified);
            const signed = verified && form.includes('HMAC');
            if (typeof outcome === 'string') expect(signed ? SIGNATURE_REFUSALS : REFUSALS).toContain(outcome);
            // Without a trailer or a verified signature nothing in the body proves its bytes, only how many there are.
            else if (sent.checksum === undefined && !signed) expect(outcome).toHaveLength(sent.data.length);
            else expect(outcome.equals(sent.data)).toBe(true);
          },
        ),
        bounded,
      );
    },
    TIME_MS + 30_000,
  );
});
