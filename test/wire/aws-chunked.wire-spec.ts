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

type Form = 'unsigned' | 'signed' | 'signed with trailer';
const FORMS: Readonly<Record<Form, RawHeaders>> = {
  unsigned: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': CRC32 },
  signed: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
  'signed with trailer': {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-trailer': CRC32,
  },
};

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

  it('without a decoded length is refused', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(put('unsigned', SMALL, 0, { 'x-amz-decoded-content-length': [] }));
    expect(verdict(await answerOf(connection))).toBe('411 MissingContentLength');
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
