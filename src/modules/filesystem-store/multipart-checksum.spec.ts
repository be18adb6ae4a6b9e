import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkDeclared, checksumsOfNewUpload, compositeChecksum, planChecksum } from './multipart-checksum.js';

const headers = (entries: Record<string, string>) => new Map(Object.entries(entries));
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest();
const INVALID: unknown = expect.objectContaining({ code: 'InvalidRequest' });

describe('checksums of a new upload', () => {
  it.each([
    ['CRC32', undefined, 'COMPOSITE'],
    ['crc32c', 'FULL_OBJECT', 'FULL_OBJECT'],
    ['CRC64NVME', undefined, 'FULL_OBJECT'],
    ['SHA256', undefined, 'COMPOSITE'],
  ])('%s of type %s is %s', (algorithm, type, expected) => {
    const given = {
      'x-amz-checksum-algorithm': algorithm,
      ...(type === undefined ? {} : { 'x-amz-checksum-type': type }),
    };
    const { answer } = checksumsOfNewUpload(headers(given));
    expect(Object.fromEntries(answer)).toEqual({
      'x-amz-checksum-algorithm': algorithm.toUpperCase(),
      'x-amz-checksum-type': expected,
    });
  });

  it.each([
    ['SHA1', 'FULL_OBJECT'],
    ['CRC64NVME', 'COMPOSITE'],
    ['CRC32', 'BOTH'],
    ['MD4', 'COMPOSITE'],
  ])('refuse %s with %s', (algorithm, type) => {
    const given = headers({ 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type });
    expect(() => checksumsOfNewUpload(given)).toThrow(INVALID);
  });
});

describe('checksum plan of a Complete', () => {
  it('follows the upload, then the request', () => {
    expect(planChecksum({}, headers({}))).toBeUndefined();
    expect(planChecksum({}, headers({ 'x-amz-checksum-crc64nvme': 'v' }))).toEqual({
      algorithm: 'crc64nvme',
      type: 'FULL_OBJECT',
      declared: 'v',
    });
    const upload = { checksumAlgorithm: 'crc32', checksumType: 'FULL_OBJECT' } as const;
    expect(planChecksum(upload, headers({}))).toEqual({ algorithm: 'crc32', type: 'FULL_OBJECT', declared: undefined });
  });

  it('refuses a request that contradicts the upload', () => {
    const upload = { checksumAlgorithm: 'crc32', checksumType: 'FULL_OBJECT' } as const;
    expect(() => planChecksum(upload, headers({ 'x-amz-checksum-crc32c': 'v' }))).toThrow(INVALID);
    expect(() => planChecksum(upload, headers({ 'x-amz-checksum-type': 'COMPOSITE' }))).toThrow(INVALID);
  });
});

describe('composite checksum', () => {
  it('is the hash of the raw hashes, and their number', () => {
    const parts = ['a', 'b'].map((text) => ({ sha256: sha256(text).toString('base64') }));
    const expected = sha256(Buffer.concat([sha256('a'), sha256('b')])).toString('base64');
    expect(compositeChecksum('sha256', parts)).toBe(`${expected}-2`);
    expect(() => compositeChecksum('sha1', parts)).toThrow(INVALID);
  });

  it('may be declared with or without the number', () => {
    const plan = { algorithm: 'sha256', type: 'COMPOSITE' } as const;
    checkDeclared({ ...plan, declared: undefined }, 'AAAA-2');
    checkDeclared({ ...plan, declared: 'AAAA' }, 'AAAA-2');
    checkDeclared({ ...plan, declared: 'AAAA-2' }, 'AAAA-2');
    for (const declared of ['AAAB', 'AAAA-3']) {
      expect(() => {
        checkDeclared({ ...plan, declared }, 'AAAA-2');
      }).toThrow(expect.objectContaining({ code: 'BadDigest' }));
    }
  });
});
