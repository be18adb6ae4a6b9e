import { encodeAwsChunked } from '../../support/aws-chunked-encoder.js';
import { signAwsChunked } from '../../support/aws-chunked-signer.js';
import { checksumOf, patternedBytes } from '../../support/memory-body.js';
import { signedHeaders } from '../../support/signed-request.js';
import type { Fields } from '../../support/signed-request.js';
import { request } from '../../support/raw-request.js';
import { ALICE } from './bad-request.js';
import type { BadRequest, Expected } from './bad-request.js';

const SMALL = Buffer.from('hello aws-chunked');
const LARGE = patternedBytes(200_000);
const CRC32 = 'x-amz-checksum-crc32';
const WRONG_CRC = 'AAAAAA==';
const trailerOf = (bytes: Buffer) => ({ name: CRC32, value: checksumOf('crc32', bytes) });
const bodyOf = (tail: string): string => `11\r\n${SMALL.toString()}\r\n${tail}`;
const GOOD = bodyOf(`0\r\n${CRC32}:${checksumOf('crc32', SMALL)}\r\n\r\n`);

const UNSIGNED = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': CRC32 };
const SIGNED = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
const SIGNED_TRAILER = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', 'x-amz-trailer': CRC32 };

/** Makes a body of the signature of its head. */
type Body = (seed: string, timestamp: string) => Buffer;

/** An upload with a signed head, whatever its body is. */
function upload(headers: Fields, body: Body, decoded: number | string = SMALL.length): BadRequest['bytes'] {
  return (bucket) => {
    const target = `${bucket}/k`;
    const all: Fields = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(decoded),
      ...headers,
    };
    const payload = all['x-amz-content-sha256'] ?? '';
    const sent = signedHeaders({ caller: ALICE, target, payload, headers: all });
    const seed = /Signature=(\w+)/.exec(sent['authorization'] ?? '')?.[1] ?? '';
    return request('PUT', target, body(seed, sent['x-amz-date'] ?? ''), sent);
  };
}

const plain =
  (wire: string | Buffer): Body =>
  () =>
    typeof wire === 'string' ? Buffer.from(wire, 'latin1') : wire;
const bad = (name: string, answer: string, bytes: BadRequest['bytes'], expected: Expected = {}): BadRequest => ({
  name: `aws-chunked: ${name}`,
  answer,
  bytes,
  ...expected,
});

const INCOMPLETE = '400 IncompleteBody';
const TRAILER = '400 MalformedTrailerError';
const MISMATCH = '403 SignatureDoesNotMatch';

const UNSIGNED_ROWS: readonly (readonly [name: string, wire: string | Buffer, answer: string, decoded?: number])[] = [
  ['no hexadecimal size', 'zz\r\nhello\r\n0\r\n\r\n', INCOMPLETE],
  ['a size with prefix', '0x11\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['a size with a sign', '+11\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['a negative size', '-11\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['a size behind a space', ' 11\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['no size', '\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['an endless size line', '1'.repeat(500), INCOMPLETE],
  ['a chunk extension', '11;a=b\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['a size without CR', '11\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['a size without LF', '11\rhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE],
  ['no CRLF behind the data', '11\r\nhello aws-chunked0\r\n\r\n', INCOMPLETE],
  ['a chunk shorter than its size', '11\r\nhello\r\n0\r\n\r\n', INCOMPLETE],
  ['a chunk longer than its size', '5\r\nhello aws-chunked\r\n0\r\n\r\n', INCOMPLETE, 5],
  ['a signature where none belongs', encodeAwsChunked([SMALL], { signature: () => 'a'.repeat(64) }), INCOMPLETE],
  ['no framing at all', SMALL, INCOMPLETE],
  ['fewer bytes than declared', GOOD, INCOMPLETE, SMALL.length + 1],
  ['more bytes than declared', GOOD, INCOMPLETE, SMALL.length - 1],
  ['a chunk beyond 2^53', 'ffffffffffffffff\r\nhello', INCOMPLETE],
  ['no trailer', bodyOf('0\r\n\r\n'), TRAILER],
  ['another trailer', bodyOf('0\r\nx-amz-checksum-sha1:x\r\n\r\n'), TRAILER],
  ['an extra trailer', bodyOf(`0\r\n${CRC32}:${WRONG_CRC}\r\nx-extra:1\r\n\r\n`), TRAILER],
  ['a trailer twice', bodyOf(`0\r\n${CRC32}:${WRONG_CRC}\r\n${CRC32}:${WRONG_CRC}\r\n\r\n`), TRAILER],
  ['a trailer that is no field', bodyOf('0\r\nnonsense\r\n\r\n'), TRAILER],
  ['a trailer without a value', bodyOf(`0\r\n${CRC32}:\r\n\r\n`), TRAILER],
  [
    'a signed trailer in the unsigned form',
    bodyOf(`0\r\n${CRC32}:${WRONG_CRC}\r\nx-amz-trailer-signature:${'a'.repeat(64)}\r\n\r\n`),
    TRAILER,
  ],
  ['an endless trailer', bodyOf(`0\r\n${CRC32}:${'A'.repeat(5_000)}`), TRAILER],
  ['a trailer that is no checksum', bodyOf(`0\r\n${CRC32}:nonsense\r\n\r\n`), '400 InvalidRequest'],
  ['the wrong CRC', bodyOf(`0\r\n${CRC32}:${WRONG_CRC}\r\n\r\n`), '400 BadDigest'],
  ['data behind the end', `${GOOD}more`, INCOMPLETE],
  ['a second body behind the end', `${GOOD}${GOOD}`, INCOMPLETE],
  ['an end inside a size line', '1', INCOMPLETE],
  ['an end inside the data', '11\r\nhello', INCOMPLETE],
  ['an end before the last chunk', '11\r\nhello aws-chunked\r\n', INCOMPLETE],
  ['an end inside the last chunk', bodyOf('0\r\n'), INCOMPLETE],
  ['an end inside the trailer', bodyOf(`0\r\n${CRC32}:AA`), INCOMPLETE],
  ['an end before the last CRLF', GOOD.slice(0, -2), INCOMPLETE],
  ['an empty body', '', INCOMPLETE],
];

const HEADER_ROWS: readonly (readonly [name: string, headers: Fields, answer: string])[] = [
  ['a decoded length that is no number', { 'x-amz-decoded-content-length': 'many' }, '411 MissingContentLength'],
  ['an empty decoded length', { 'x-amz-decoded-content-length': '' }, '411 MissingContentLength'],
  ['a negative decoded length', { 'x-amz-decoded-content-length': '-1' }, '411 MissingContentLength'],
  ['two decoded lengths', { 'x-amz-decoded-content-length': '17,17' }, '411 MissingContentLength'],
  ['a decoded length over 5 GiB', { 'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1) }, '400 EntityTooLarge'],
  ['an unknown trailer', { 'x-amz-trailer': 'x-unknown' }, '400 InvalidRequest'],
  ['two trailers', { 'x-amz-trailer': `${CRC32},x-amz-checksum-sha1` }, '400 InvalidRequest'],
  ['a checksum beside the trailer', { 'x-amz-checksum-sha1': checksumOf('sha1', SMALL) }, '400 InvalidRequest'],
  ['an SDK algorithm of another trailer', { 'x-amz-sdk-checksum-algorithm': 'SHA1' }, '400 InvalidRequest'],
];

/** Splits in chunks of 64 KiB, as the SDKs do. */
const PARTS = [LARGE.subarray(0, 65_536), LARGE.subarray(65_536, 131_072), LARGE.subarray(131_072)];

/** A signed body of three chunks, with some of its bytes changed. */
function signedBody(change: (body: Buffer) => Buffer, trailer?: { name: string; value: string }, parts = PARTS): Body {
  return (seed, timestamp) => {
    const client = { secret: ALICE.secretAccessKey, timestamp, region: 'us-east-1', seed };
    return change(signAwsChunked(client, parts, trailer));
  };
}

const same = (body: Buffer): Buffer => body;
const rewrite =
  (text: RegExp, by: string) =>
  (body: Buffer): Buffer =>
    Buffer.from(body.toString('latin1').replace(text, by), 'latin1');
/** Changes one hexadecimal digit or data byte. */
const flip =
  (position: number) =>
  (body: Buffer): Buffer => {
    const at = position < 0 ? body.length + position : position;
    const copy = Buffer.from(body);
    copy[at] = body[at] === 0x30 ? 0x31 : 0x30;
    return copy;
  };
/** Length of `10000;chunk-signature=<64>CRLF`. */
const HEAD = 88;
const swapped = (body: Buffer): Buffer => {
  const [first, second] = [HEAD + 65_536 + 2, 2 * (HEAD + 65_536 + 2)];
  return Buffer.concat([body.subarray(first, second), body.subarray(0, first), body.subarray(second)]);
};
const doubled = (body: Buffer): Buffer => Buffer.concat([body.subarray(0, HEAD + 65_538), body]);

const SIGNED_ROWS: readonly (readonly [name: string, body: Body, answer: string, trailer?: true])[] = [
  ['a byte of the first chunk', signedBody(flip(HEAD + 100)), MISMATCH],
  ['a byte of the last chunk', signedBody(flip(-500)), MISMATCH],
  ['the signature of the first chunk', signedBody(flip(HEAD - 3)), MISMATCH],
  ['the signature of the empty chunk', signedBody(flip(-5)), MISMATCH],
  ['two chunks that changed places', signedBody(swapped), MISMATCH],
  ['a chunk twice', signedBody(doubled), MISMATCH],
  ['a signature in capitals', signedBody(rewrite(/chunk-signature=[0-9a-f]*[a-f]/, 'chunk-signature=A')), INCOMPLETE],
  ['a short signature', signedBody(rewrite(/(chunk-signature=)./, '$1')), INCOMPLETE],
  ['no signature where one belongs', signedBody(rewrite(/;chunk-signature=\w+/, '')), INCOMPLETE],
  ['another extension', signedBody(rewrite(/chunk-signature/, 'chunk-something')), INCOMPLETE],
  ['no last chunk', signedBody((body) => body.subarray(0, -86)), INCOMPLETE],
  ['a last chunk without a signature', signedBody(rewrite(/\r\n0;chunk-signature=\w+/, '\r\n0')), INCOMPLETE],
  ['an unannounced trailer', signedBody(same, trailerOf(LARGE)), INCOMPLETE],
  [
    'a small chunk in the middle',
    signedBody(same, undefined, [LARGE.subarray(0, 10), LARGE.subarray(10)]),
    '400 InvalidChunkSizeError',
  ],
  ['chunks of another key', (_seed, timestamp) => signedBody(same)('a'.repeat(64), timestamp), MISMATCH],
  ['chunks of another time', (seed) => signedBody(same)(seed, '20200101T000000Z'), MISMATCH],
  ['the wrong CRC, rightly signed', signedBody(same, { name: CRC32, value: WRONG_CRC }), '400 BadDigest', true],
  ['the signature of the trailer', signedBody(flip(-6), trailerOf(LARGE)), MISMATCH, true],
  [
    'a trailer that was changed',
    signedBody(rewrite(/crc32:[^\r]+/, `crc32:${WRONG_CRC}`), trailerOf(LARGE)),
    MISMATCH,
    true,
  ],
  [
    'a trailer without its signature',
    signedBody(rewrite(/x-amz-trailer-signature:.*\r\n/, ''), trailerOf(LARGE)),
    INCOMPLETE,
    true,
  ],
  [
    'a signature of the trailer twice',
    signedBody(rewrite(/(x-amz-trailer-signature:.*\r\n)/, '$1$1'), trailerOf(LARGE)),
    INCOMPLETE,
    true,
  ],
  [
    'a signature before the trailer',
    signedBody(rewrite(/(x-amz-checksum.*\r\n)(x-amz-trailer.*\r\n)/, '$2$1'), trailerOf(LARGE)),
    TRAILER,
    true,
  ],
  ['no trailer at all', signedBody(same), TRAILER, true],
  ['unsigned chunks', plain(encodeAwsChunked(PARTS)), INCOMPLETE],
];

/** Faults of the framing that S3 puts around a body, and of its signatures. */
export const CHUNKED_BODIES: readonly BadRequest[] = [
  ...UNSIGNED_ROWS.map(([name, wire, answer, decoded]) =>
    bad(`${name} (unsigned)`, answer, upload(UNSIGNED, plain(wire), decoded)),
  ),
  bad(
    'a small chunk in the middle (unsigned)',
    '400 InvalidChunkSizeError',
    upload(
      UNSIGNED,
      plain(encodeAwsChunked([LARGE.subarray(0, 10), LARGE.subarray(10)], { trailer: trailerOf(LARGE) })),
      LARGE.length,
    ),
    { elements: { Chunk: '2', BadChunkSize: '10' } },
  ),
  ...HEADER_ROWS.map(([name, headers, answer]) => bad(name, answer, upload({ ...UNSIGNED, ...headers }, plain(GOOD)))),
  bad(
    'an unannounced trailer of a form that has them (signed)',
    TRAILER,
    upload(
      { 'x-amz-content-sha256': SIGNED_TRAILER['x-amz-content-sha256'] },
      signedBody(same, trailerOf(LARGE)),
      LARGE.length,
    ),
  ),
  ...SIGNED_ROWS.map(([name, body, answer, trailer]) =>
    bad(`${name} (signed)`, answer, upload(trailer === true ? SIGNED_TRAILER : SIGNED, body, LARGE.length)),
  ),
];
