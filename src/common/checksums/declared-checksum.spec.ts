import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import {
  algorithmOfHeader,
  algorithmOfName,
  checksumHeader,
  decodeExactBase64,
  isChecksumValue,
} from './declared-checksum.js';

describe('checksum names', () => {
  it.each(CHECKSUM_ALGORITHMS)('%s is found by its header and by its SDK name', (algorithm) => {
    expect(algorithmOfHeader(checksumHeader(algorithm))).toBe(algorithm);
    expect(algorithmOfName(algorithm.toUpperCase())).toBe(algorithm);
  });

  it.each([
    'x-amz-checksum-type',
    'x-amz-checksum-algorithm',
    'x-amz-checksum-mode',
    'x-amz-checksum-xxhash32',
    'crc32',
  ])('%s names no algorithm', (header) => {
    expect(algorithmOfHeader(header)).toBeUndefined();
  });
});

describe('decodeExactBase64', () => {
  it('takes back what it encodes, for every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
        const bytes = Buffer.from(data);
        expect(decodeExactBase64(bytes.toString('base64'), bytes.length)).toEqual(bytes);
        expect(decodeExactBase64(bytes.toString('base64'), bytes.length + 1)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['no padding', 'AAAAAA'],
    ['url alphabet', '-_-_-w=='],
    ['bits set behind the value', 'AAAAAB=='],
    ['a space', 'AAAA A=='],
    ['nothing', ''],
    ['hex', '00000000'],
    ['not base64', '!!!!!!=='],
  ])('refuses %s', (_case, text) => {
    expect(decodeExactBase64(text, 4)).toBeUndefined();
  });
});

describe('isChecksumValue', () => {
  it('knows the length of each algorithm', () => {
    expect(isChecksumValue('crc32', 'AAAAAA==')).toBe(true);
    expect(isChecksumValue('crc64nvme', 'AAAAAA==')).toBe(false);
    expect(isChecksumValue('crc64nvme', 'AAAAAAAAAAA=')).toBe(true);
    expect(isChecksumValue('md5', '1B2M2Y8AsgTpgAmY7PhCfg==')).toBe(true);
    expect(isChecksumValue('xxhash128', '1B2M2Y8AsgTpgAmY7PhCfg==')).toBe(true);
    expect(isChecksumValue('xxhash3', '1B2M2Y8AsgTpgAmY7PhCfg==')).toBe(false);
  });
});
