import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import type { ChecksumAlgorithm } from './checksum.js';
import { createHash, DIGEST_LENGTH } from './create-hash.js';

const bytes = fc.uint8Array({ maxLength: 300 });

function digest(algorithm: ChecksumAlgorithm, ...chunks: (Uint8Array | string)[]): Buffer {
  const hash = createHash(algorithm);
  for (const chunk of chunks) hash.update(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return hash.digest();
}

/** Bit by bit over one BigInt register: slow, and independent of the tables under test. */
function bitwiseCrc(data: Uint8Array, polynomial: bigint, width: number): string {
  const ones = (1n << BigInt(width)) - 1n;
  let crc = ones;
  for (const byte of data) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return (crc ^ ones).toString(16).padStart(width / 4, '0');
}

describe('createHash', () => {
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
    ['md5', '25f9e794323b453885f5181f1b624d0b'],
    ['xxhash64', '8cb841db40e6ae83'],
  ] as const)('%s gives the published check value', (algorithm, value) => {
    expect(digest(algorithm, '123456789').toString('hex')).toBe(value);
  });

  it.each([
    ['md5', 'RFC 1321', '900150983cd24fb0d6963f7d28e17f72'],
    ['sha1', 'FIPS 180-4', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'FIPS 180-4', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'sha512',
      'FIPS 180-4',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
  ] as const)('%s gives the value of %s', (algorithm, _standard, value) => {
    expect(digest(algorithm, 'abc').toString('hex')).toBe(value);
  });

  it.each([
    ['crc32', 'AAAAAA=='],
    ['crc32c', 'AAAAAA=='],
    ['crc64nvme', 'AAAAAAAAAAA='],
  ] as const)('%s of nothing is zero', (algorithm, value) => {
    expect(digest(algorithm).toString('base64')).toBe(value);
  });

  it('gives the CRC32C of the published example of a signed trailer', () => {
    expect(digest('crc32c', Buffer.alloc(66560, 'a')).toString('base64')).toBe('sOO8/Q==');
  });

  it.each(CHECKSUM_ALGORITHMS)('%s has the length of the table', (algorithm) => {
    expect(digest(algorithm, 'x')).toHaveLength(DIGEST_LENGTH[algorithm]);
  });

  it.each(CHECKSUM_ALGORITHMS)('%s does not depend on how the data is cut', (algorithm) => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), (chunks) => {
        expect(digest(algorithm, ...chunks)).toEqual(digest(algorithm, Buffer.concat(chunks)));
      }),
      { numRuns: 50 },
    );
  });

  it('agrees with zlib on CRC32', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(digest('crc32', data).readUInt32BE()).toBe(crc32(data));
      }),
    );
  });

  it.each([
    ['crc32', 0xedb88320n, 32],
    ['crc32c', 0x82f63b78n, 32],
    ['crc64nvme', 0x9a6c9329ac4bc9b5n, 64],
  ] as const)('%s agrees with a bitwise implementation', (algorithm, polynomial, width) => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(digest(algorithm, data).toString('hex')).toBe(bitwiseCrc(data, polynomial, width));
      }),
      { numRuns: 60 },
    );
  });
});
