import { describe, expect, it } from '@jest/globals';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import { readMultipartChecksum } from './multipart-checksum-type.js';

function read(algorithm?: string, type?: string) {
  const headers = new Map<string, string>();
  if (algorithm !== undefined) headers.set('x-amz-checksum-algorithm', algorithm);
  if (type !== undefined) headers.set('x-amz-checksum-type', type);
  return readMultipartChecksum(headers);
}

describe('the checksum of a multipart upload', () => {
  it('may be missing', () => {
    expect(read()).toBeUndefined();
  });

  it.each([
    ['crc32', 'COMPOSITE'],
    ['crc32c', 'COMPOSITE'],
    ['crc64nvme', 'FULL_OBJECT'],
    ['sha1', 'COMPOSITE'],
    ['sha256', 'COMPOSITE'],
    ['sha512', 'COMPOSITE'],
    ['md5', 'COMPOSITE'],
    ['xxhash64', 'COMPOSITE'],
    ['xxhash3', 'COMPOSITE'],
    ['xxhash128', 'COMPOSITE'],
  ])('of %s is %s unless the request says otherwise', (algorithm, type) => {
    expect(read(algorithm.toUpperCase())).toEqual({ algorithm, type });
  });

  it('may be written in any case', () => {
    expect(read('cRc32', 'Full_objecT')).toEqual({ algorithm: 'crc32', type: 'FULL_OBJECT' });
  });

  it.each(
    CHECKSUM_ALGORITHMS.flatMap((algorithm) => [
      { algorithm, type: 'COMPOSITE', possible: algorithm !== 'crc64nvme' },
      { algorithm, type: 'FULL_OBJECT', possible: algorithm.startsWith('crc') },
    ]),
  )('$algorithm as $type: $possible', ({ algorithm, type, possible }) => {
    if (possible) {
      expect(read(algorithm, type)).toEqual({ algorithm, type });
    } else {
      const message = `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`;
      expect(() => read(algorithm, type)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
    }
  });

  it.each([
    [
      'MD4',
      undefined,
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
        '[CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3, XXHASH64]',
    ],
    ['', undefined, 'Checksum algorithm provided is unsupported.'],
    ['CRC32', 'PARTIAL', 'Value for x-amz-checksum-type header is invalid.'],
    [undefined, 'FULL_OBJECT', 'x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm'],
  ])('of %p as %p: InvalidRequest', (algorithm, type, message) => {
    expect(() => read(algorithm, type)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining(message) }),
    );
  });
});
