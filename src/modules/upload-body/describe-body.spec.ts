import { describe, expect, it } from '@jest/globals';
import { describeBody } from './describe-body.js';

const GIB = 1024 ** 3;
const HEX = 'AB'.repeat(32);
const MD5 = '1B2M2Y8AsgTpgAmY7PhCfg==';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_TRAILER = `${SIGNED}-TRAILER`;

type Headers = Record<string, string>;

function described(headers: Headers, method = 'PUT', maxSize = Infinity) {
  return describeBody({ method, headers: new Map(Object.entries(headers)), maxSize });
}

/** A plain body of five bytes. */
const plain = (headers: Headers = {}): Headers => ({ 'content-length': '5', ...headers });
/** An aws-chunked body of five bytes. */
const chunked = (form: string, headers: Headers = {}): Headers => ({
  'content-length': '50',
  'x-amz-decoded-content-length': '5',
  'x-amz-content-sha256': form,
  ...headers,
});

function refusal(headers: Headers, method?: string, maxSize?: number): unknown {
  try {
    described(headers, method, maxSize);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('describeBody', () => {
  it('describes a plain body', () => {
    expect(described(plain())).toEqual({
      length: 5,
      framing: undefined,
      sha256: undefined,
      md5: undefined,
      checksum: undefined,
    });
  });

  it('takes over what is declared', () => {
    const headers = { 'x-amz-content-sha256': HEX, 'content-md5': MD5, 'x-amz-checksum-crc32': 'AAAAAA==' };
    expect(described(plain(headers))).toEqual({
      length: 5,
      framing: undefined,
      sha256: HEX.toLowerCase(),
      md5: MD5,
      checksum: { algorithm: 'crc32', value: 'AAAAAA==' },
    });
  });

  describe('length', () => {
    it.each([
      ['PUT', {}],
      ['PUT', { 'transfer-encoding': 'chunked' }],
      ['POST', { 'transfer-encoding': 'chunked' }],
      ['PUT', { 'transfer-encoding': 'chunked', 'x-amz-decoded-content-length': '5' }],
      ['PUT', { 'x-amz-content-sha256': SIGNED, 'x-amz-decoded-content-length': '5' }],
      ['PUT', { 'x-amz-content-sha256': SIGNED, 'content-length': '50' }],
      ['PUT', { 'x-amz-content-sha256': SIGNED, 'content-length': '50', 'x-amz-decoded-content-length': '' }],
      ['PUT', { 'x-amz-content-sha256': SIGNED, 'content-length': '50', 'x-amz-decoded-content-length': '-5' }],
      ['PUT', { 'x-amz-content-sha256': SIGNED, 'content-length': '50', 'x-amz-decoded-content-length': '5x' }],
    ])('%s with %o: MissingContentLength', (method, headers) => {
      expect(refusal(headers as Headers, method)).toMatchObject({ code: 'MissingContentLength', status: 411 });
    });

    it('is zero for other methods without a body', () => {
      expect(described({}, 'POST').length).toBe(0);
    });

    it('is the decoded one of an aws-chunked body, whose own length may be open', () => {
      expect(described(chunked(UNSIGNED_TRAILER)).length).toBe(5);
      const open = { 'x-amz-decoded-content-length': '5', 'transfer-encoding': 'Chunked' };
      expect(described({ ...open, 'x-amz-content-sha256': UNSIGNED_TRAILER }).length).toBe(5);
    });

    it('may be exactly the limit', () => {
      expect(described({ 'content-length': String(5 * GIB) }).length).toBe(5 * GIB);
      expect(described(plain(), 'PUT', 5).length).toBe(5);
    });

    it.each([
      [{ 'content-length': String(5 * GIB + 1) }, Infinity, String(5 * GIB + 1), 5 * GIB],
      [{ 'content-length': '9'.repeat(30) }, Infinity, '9'.repeat(30), 5 * GIB],
      [{ 'content-length': '6' }, 5, '6', 5],
      [chunked(SIGNED, { 'x-amz-decoded-content-length': '6' }), 5, '6', 5],
    ])('%o with a limit of %d: EntityTooLarge', (headers, maxSize, ProposedSize, MaxSizeAllowed) => {
      expect(refusal(headers, 'PUT', maxSize)).toMatchObject({
        code: 'EntityTooLarge',
        status: 400,
        details: { ProposedSize, MaxSizeAllowed },
      });
    });

    it.each([
      [{ 'content-length': '+5' }, 'InvalidArgument'],
      [{ 'content-length': '5', 'transfer-encoding': 'chunked' }, 'InvalidRequest'],
      [{ 'transfer-encoding': 'gzip, chunked' }, 'NotImplemented'],
    ])('%o: %s', (headers, code) => {
      expect(refusal(headers as Headers)).toMatchObject({ code });
    });
  });

  describe('x-amz-content-sha256', () => {
    it('may be missing, and UNSIGNED-PAYLOAD says as little', () => {
      expect(described(plain({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }))).toEqual(described(plain()));
    });

    it.each([
      [UNSIGNED_TRAILER, 'x-amz-checksum-sha1', false],
      [SIGNED_TRAILER, 'x-amz-checksum-crc64nvme', true],
    ])('%s is a framing with the announced trailer', (form, trailer, signed) => {
      const { framing, checksum, sha256 } = described(chunked(form, { 'x-amz-trailer': trailer.toUpperCase() }));
      expect(framing).toEqual({ signed, mayHaveTrailer: true, trailer, decodedLength: 5 });
      expect(checksum).toEqual({ algorithm: trailer.slice('x-amz-checksum-'.length) });
      expect(sha256).toBeUndefined();
    });

    it.each([SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER])('%s needs no trailer', (form) => {
      expect(described(chunked(form)).framing).toMatchObject({ trailer: undefined, decodedLength: 5 });
    });

    it('alone decides about the framing: Content-Encoding says nothing about it', () => {
      const headers = plain({ 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '3' });
      expect(described(headers)).toMatchObject({ framing: undefined, length: 5 });
    });

    it.each(['', 'x', HEX.slice(1), 'unsigned-payload', 'STREAMING-UNSIGNED-PAYLOAD'])(
      '%p: InvalidArgument',
      (value) => {
        expect(refusal(plain({ 'x-amz-content-sha256': value }))).toMatchObject({
          code: 'InvalidArgument',
          details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value },
        });
      },
    );

    it.each(['', '-TRAILER'])('the form of Signature Version 4A%s: NotImplemented', (suffix) => {
      const form = `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD${suffix}`;
      expect(refusal(chunked(form))).toMatchObject({ code: 'NotImplemented', status: 501 });
    });
  });

  it.each(['', 'x', 'AAAAAA==', MD5.slice(0, -2), HEX.slice(0, 32)])('Content-MD5 %p: InvalidDigest', (value) => {
    expect(refusal(plain({ 'content-md5': value }))).toMatchObject({
      code: 'InvalidDigest',
      details: { 'Content-MD5': value },
    });
  });

  describe('checksum', () => {
    it('does not take x-amz-checksum-type for a value', () => {
      const headers = { 'x-amz-checksum-type': 'FULL_OBJECT', 'x-amz-checksum-algorithm': 'CRC32' };
      expect(described(plain(headers)).checksum).toBeUndefined();
    });

    it.each([
      ['CRC32', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
      ['crc32', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ])('agrees with x-amz-sdk-checksum-algorithm %s', (algorithm, headers) => {
      expect(described(plain({ ...headers, 'x-amz-sdk-checksum-algorithm': algorithm })).checksum).toBeDefined();
    });

    it.each([
      ['bad value', plain({ 'x-amz-checksum-crc32': 'AAAA' }), 'Value for x-amz-checksum-crc32 header is invalid.'],
      [
        'value of another length',
        plain({ 'x-amz-checksum-crc64nvme': 'AAAAAA==' }),
        'Value for x-amz-checksum-crc64nvme header is invalid.',
      ],
      [
        'two headers',
        plain({ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-crc32c': 'AAAAAA==' }),
        expect.stringContaining('Expecting a single x-amz-checksum- header'),
      ],
      [
        'header and trailer',
        chunked(SIGNED_TRAILER, { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        expect.stringContaining('Expecting a single x-amz-checksum- header'),
      ],
      [
        'trailer of an unknown kind',
        chunked(SIGNED_TRAILER, { 'x-amz-trailer': 'x-amz-meta-a' }),
        'The value specified in the x-amz-trailer header is not supported',
      ],
      [
        'two trailers',
        chunked(SIGNED_TRAILER, { 'x-amz-trailer': 'x-amz-checksum-crc32,x-amz-checksum-sha1' }),
        'The value specified in the x-amz-trailer header is not supported',
      ],
      [
        'trailer in a form without',
        chunked(SIGNED, { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        expect.stringContaining('-TRAILER'),
      ],
      [
        'trailer of a plain body',
        plain({ 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        expect.stringContaining('-TRAILER'),
      ],
      [
        'algorithm without a checksum',
        plain({ 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
        expect.stringContaining('no corresponding x-amz-checksum-*'),
      ],
      [
        'algorithm that disagrees with the header',
        plain({ 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': 'AAAAAA==' }),
        'Value for x-amz-sdk-checksum-algorithm header is invalid.',
      ],
      [
        'algorithm that disagrees with the trailer',
        chunked(UNSIGNED_TRAILER, { 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        expect.stringContaining('Value for x-amz-sdk-checksum-algorithm header is invalid.'),
      ],
      [
        'unknown algorithm',
        plain({ 'x-amz-sdk-checksum-algorithm': 'CRC16' }),
        'Value for x-amz-sdk-checksum-algorithm header is invalid.',
      ],
    ])('%s: InvalidRequest', (_case, headers, message) => {
      expect(refusal(headers)).toMatchObject({ code: 'InvalidRequest', status: 400, message });
    });
  });
});
