import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XxHash } from './xxhash.js';

const ALGORITHMS = ['xxhash128', 'xxhash3', 'xxhash64'] as const;

function digest(algorithm: (typeof ALGORITHMS)[number], data: Uint8Array): string {
  const hash = new XxHash(algorithm);
  hash.update(data);
  return hash.digest().toString('hex');
}

/** The input of the published values: the top bytes of a multiplicative sequence modulo 2^64. */
function sanityBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let generator = 2654435761n;
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(generator >> 56n);
    generator = BigInt.asUintN(64, generator * 11400714785074694797n);
  }
  return bytes;
}

// The values of the sanity check of xxHash's own program (cli/xsum_sanity_check.c) with the seed 0, in the canonical form of
// its specification: the high half of XXH128 first. The lengths reach every branch of the algorithms.
describe.each([
  [
    'xxhash64',
    {
      0: 'ef46db3751d8e999',
      1: 'e934a84adb052768',
      4: '9136a0dca57457ee',
      14: '8282dcc4994e35c8',
      222: 'b641ae8cb691c174',
    },
  ],
  [
    'xxhash3',
    {
      0: '2d06800538d394c2',
      1: 'c44bdff4074eecdb',
      6: '27b56a84cd2d7325',
      12: 'a713daf0dfbb77e7',
      24: 'a3fe70bf9d3510eb',
      48: '397da259ecba1f11',
      80: 'bcdefbbb2c47c90a',
      195: 'cd94217ee362ec3a',
      403: 'cdeb804d65c6dea4',
      512: '617e49599013cb6b',
      2048: 'dd59e2c3a5f038e0',
      2099: 'c6b9d9b3fc9ac765',
      2240: '6e73a90539cf2948',
      2367: 'cb37aeb9e5d361ed',
    },
  ],
  [
    'xxhash128',
    {
      0: '99aa06d3014798d86001c324468d497f',
      1: 'a6cd5e9392000f6ac44bdff4074eecdb',
      6: '082afe0b8162d12a3e7039bdda43cfc6',
      12: '6e3efd8fc7802b18061a192713f69ad9',
      24: '0ce966e4678d37611e7044d28b1b901d',
      48: 'a002ac4e5478227ef942219aed80f67b',
      81: '4952f58181ab00425e8bafb9f95fb803',
      222: '337e09641b948717f1aebd597cec6b3a',
      403: '1b6de21e332dd73dcdeb804d65c6dea4',
      512: '18d2d110dcc9bca1617e49599013cb6b',
      2048: 'f736557fd47073a5dd59e2c3a5f038e0',
      2240: 'ccb134fbfa7ce49d6e73a90539cf2948',
      2367: 'e89c0f6ff369b427cb37aeb9e5d361ed',
    },
  ],
] as const)('%s', (algorithm, values) => {
  it.each(Object.entries(values))('of %s bytes gives the published value', (length, value) => {
    expect(digest(algorithm, sanityBytes(Number(length)))).toBe(value);
  });

  it('computes many hashes at a time', () => {
    const piece = fc.record({ body: fc.nat(3), data: fc.uint8Array({ maxLength: 600 }) });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const hashes = Array.from({ length: 4 }, () => new XxHash(algorithm));
        for (const { body, data } of pieces) hashes[body]?.update(data);
        expect(hashes.map((hash) => hash.digest().toString('hex'))).toEqual(
          hashes.map((_hash, body) =>
            digest(algorithm, Buffer.concat(pieces.filter((of) => of.body === body).map(({ data }) => data))),
          ),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('does not notice hashes that are given up', () => {
    new XxHash(algorithm).update(Buffer.from('of a body that was cut off'));
    expect(digest(algorithm, sanityBytes(1))).toBe(values[1]);
  });
});

describe('XxHash', () => {
  it.each(ALGORITHMS)('%s takes chunks of any size', (algorithm) => {
    const bytes = sanityBytes(200_000);
    const hash = new XxHash(algorithm);
    for (let at = 0; at < bytes.length; at += 16_385) hash.update(bytes.subarray(at, at + 16_385));
    expect(hash.digest().toString('hex')).toBe(digest(algorithm, bytes));
  });
});
