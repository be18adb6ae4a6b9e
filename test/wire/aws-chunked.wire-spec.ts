import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeAwsChunked, SOME_SIGNATURE } from '../support/aws-chunked-encoder.js';
import { checksumOf, patternedBytes } from '../support/memory-body.js';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const SMALL = Buffer.from('hello aws-chunked');
const LARGE = patternedBytes(200_000);
const CRC32 = 'x-amz-checksum-crc32';
const trailerOf = (bytes: Buffer) => ({ name: CRC32, value: checksumOf('crc32', bytes) });
const sign = (): string => SOME_SIGNATURE;
const small = (tail = `0\r\n${CRC32}:${checksumOf('crc32', SMALL)}\r\n\r\n`): string =>
  `${SMALL.length.toString(16)}\r\n${SMALL.toString()}\r\n${tail}`;

type Form = 'unsigned' | 'signed' | 'signed with trailer';
const FORMS: Readonly<Record<Form, RawHeaders>> = {
  unsigned: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': CRC32 },
  signed: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
  'signed with trailer': {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-trailer': CRC32,
  },
};

const BROKEN: [what: string, form: Form, wire: string | Buffer, verdict: string, decoded?: number][] = [
  ['no hexadecimal size', 'unsigned', 'zz\r\nhello\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['a size with prefix', 'unsigned', '0x11\r\nhello aws-chunked\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['an endless size line', 'unsigned', '1'.repeat(500), '400 IncompleteBody'],
  ['a chunk extension', 'unsigned', '11;a=b\r\nhello aws-chunked\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['a size without CR', 'unsigned', '11\nhello aws-chunked\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['no CRLF behind the data', 'unsigned', '11\r\nhello aws-chunked0\r\n\r\n', '400 IncompleteBody'],
  ['no signature where one belongs', 'signed', '11\r\nhello aws-chunked\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['a short signature', 'signed', '11;chunk-signature=ab\r\nhello aws-chunked\r\n0\r\n\r\n', '400 IncompleteBody'],
  ['a signature where none belongs', 'unsigned', encodeAwsChunked([SMALL], { signature: sign }), '400 IncompleteBody'],
  ['no framing at all', 'unsigned', SMALL, '400 IncompleteBody'],
  ['fewer bytes than declared', 'unsigned', small(), '400 IncompleteBody', SMALL.length + 1],
  ['more bytes than declared', 'unsigned', small(), '400 IncompleteBody', SMALL.length - 1],
  ['a chunk beyond 2^53', 'unsigned', 'ffffffffffffffff\r\nhello', '400 IncompleteBody'],
  [
    'a small chunk in the middle',
    'unsigned',
    encodeAwsChunked([LARGE.subarray(0, 10), LARGE.subarray(10)], { trailer: trailerOf(LARGE) }),
    '400 InvalidChunkSizeError',
    LARGE.length,
  ],
  [
    'a small chunk early in a long body',
    'signed',
    encodeAwsChunked([LARGE.subarray(0, 10), LARGE.subarray(10)], { signature: sign }),
    '400 InvalidChunkSizeError',
    LARGE.length,
  ],
  ['no trailer', 'unsigned', small('0\r\n\r\n'), '400 MalformedTrailerError'],
  ['another trailer', 'unsigned', small(`0\r\nx-amz-checksum-sha1:x\r\n\r\n`), '400 MalformedTrailerError'],
  ['an extra trailer', 'unsigned', small(`0\r\n${CRC32}:AAAAAA==\r\nx-extra:1\r\n\r\n`), '400 MalformedTrailerError'],
  [
    'a trailer twice',
    'unsigned',
    small(`0\r\n${CRC32}:AAAAAA==\r\n${CRC32}:AAAAAA==\r\n\r\n`),
    '400 MalformedTrailerError',
  ],
  ['a trailer that is no field', 'unsigned', small('0\r\nnonsense\r\n\r\n'), '400 MalformedTrailerError'],
  ['an endless trailer', 'unsigned', small(`0\r\n${CRC32}:${'A'.repeat(5_000)}`), '400 MalformedTrailerError'],
  ['a trailer that is no checksum', 'unsigned', small(`0\r\n${CRC32}:nonsense\r\n\r\n`), '400 InvalidRequest'],
  ['the wrong CRC', 'unsigned', small(`0\r\n${CRC32}:AAAAAA==\r\n\r\n`), '400 BadDigest'],
  [
    'a trailer nobody announced',
    'signed',
    encodeAwsChunked([SMALL], { signature: sign, trailer: trailerOf(SMALL) }),
    '400 IncompleteBody',
  ],
  [
    'no signature of the trailer',
    'signed with trailer',
    `11;chunk-signature=${SOME_SIGNATURE}\r\n${SMALL.toString()}\r\n0;chunk-signature=${SOME_SIGNATURE}\r\n${CRC32}:${checksumOf('crc32', SMALL)}\r\n\r\n`,
    '400 MalformedTrailerError',
  ],
  ['data behind the end', 'unsigned', `${small()}more`, '400 IncompleteBody'],
  ['a second body behind the end', 'unsigned', `${small()}${small()}`, '400 IncompleteBody'],
  ['an end inside a size line', 'unsigned', '1', '400 IncompleteBody'],
  ['an end inside the data', 'unsigned', '11\r\nhello', '400 IncompleteBody'],
  ['an end before the last chunk', 'unsigned', '11\r\nhello aws-chunked\r\n', '400 IncompleteBody'],
  ['an end inside the last chunk', 'unsigned', small('0\r\n'), '400 IncompleteBody'],
  ['an end inside the trailer', 'unsigned', small(`0\r\n${CRC32}:AA`), '400 IncompleteBody'],
  [
    'an end before the last CRLF',
    'unsigned',
    small(`0\r\n${CRC32}:${checksumOf('crc32', SMALL)}\r\n`),
    '400 IncompleteBody',
  ],
  ['an empty body', 'unsigned', '', '400 IncompleteBody'],
];

describe('aws-chunked', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start();
  });
  afterAll(() => target.stop());

  function put(form: Form, wire: string | Buffer, decoded: number | string, headers: RawHeaders = {}): Buffer {
    return request('PUT', '/uploads/k', typeof wire === 'string' ? Buffer.from(wire, 'latin1') : wire, {
      'Content-Encoding': 'aws-chunked',
      'x-amz-decoded-content-length': decoded,
      ...FORMS[form],
      ...headers,
    });
  }

  it.each(BROKEN)('%s (%s) is refused', async (_what, form, wire, expected, decoded = SMALL.length) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(put(form, wire, decoded));
    expect(verdict(await answerOf(connection))).toBe(expected);
    connection.close();
    await target.expectUntouched();
  });

  it.each([
    ['no decoded length', { 'x-amz-decoded-content-length': [] }, '411 MissingContentLength'],
    ['a decoded length that is no number', { 'x-amz-decoded-content-length': 'many' }, '411 MissingContentLength'],
    ['two decoded lengths', { 'x-amz-decoded-content-length': ['17', '17'] }, '411 MissingContentLength'],
    ['an unknown form', { 'x-amz-content-sha256': 'STREAMING-NONSENSE' }, '400 InvalidArgument'],
    [
      'Signature Version 4A',
      { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' },
      '501 NotImplemented',
    ],
    ['an unknown trailer', { 'x-amz-trailer': 'x-unknown' }, '400 InvalidRequest'],
    ['two checksums', { 'x-amz-checksum-sha1': checksumOf('sha1', SMALL) }, '400 InvalidRequest'],
  ])('%s is refused', async (_what, headers, expected) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(put('unsigned', small(), SMALL.length, headers));
    expect(verdict(await answerOf(connection))).toBe(expected);
    connection.close();
    await target.expectUntouched();
  });

  it.each([
    ['unsigned', encodeAwsChunked([SMALL], { trailer: trailerOf(SMALL) })],
    ['signed', encodeAwsChunked([SMALL], { signature: sign })],
    [
      'signed with trailer',
      encodeAwsChunked([SMALL], { signature: sign, trailer: trailerOf(SMALL), trailerLineEnd: '\n\r\n' }),
    ],
  ] as const)('%s, byte by byte, is stored without its framing', async (form, wire) => {
    using connection = await RawConnection.open(target.port);
    const bytes = put(form, wire, SMALL.length, { 'Content-Encoding': 'aws-chunked,gzip' });
    const bodyStart = bytes.indexOf('\r\n\r\n') + 4;
    await connection.send(bytes.subarray(0, bodyStart));
    await connection.sendPieces(
      Array.from(bytes.subarray(bodyStart), (byte) => Buffer.of(byte)),
      1,
    );
    expect(verdict(await answerOf(connection))).toBe('200');
    expect(await target.objects()).toEqual({ k: SMALL.toString() });
    await connection.send(request('HEAD', '/uploads/k'));
    expect((await answerOf(connection, 'HEAD', 2)).headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(SMALL.length),
    });
  });

  it('stores a long body in many chunks exactly, and no Content-Encoding', async () => {
    using connection = await RawConnection.open(target.port);
    const chunks = Array.from({ length: 20 }, (_, index) => LARGE.subarray(index * 10_000, (index + 1) * 10_000));
    await connection.send(put('unsigned', encodeAwsChunked(chunks, { trailer: trailerOf(LARGE) }), LARGE.length));
    expect(verdict(await answerOf(connection))).toBe('200');
    expect(await target.objects()).toEqual({ k: LARGE.toString('latin1') });
    await connection.send(request('HEAD', '/uploads/k'));
    expect((await answerOf(connection, 'HEAD', 2)).headers).not.toHaveProperty('content-encoding');
  });

  it('stores an empty body', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(put('unsigned', `0\r\n${CRC32}:AAAAAA==\r\n\r\n`, 0));
    expect(verdict(await answerOf(connection))).toBe('200');
    expect(await target.objects()).toEqual({ k: '' });
    connection.close();
    expect(await openSockets()).toBe(0);
  });
});
