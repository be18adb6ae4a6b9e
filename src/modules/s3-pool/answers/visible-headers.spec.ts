import { describe, expect, it } from '@jest/globals';
import { OBJECT_HEADERS, WRITE_HEADERS, visibleHeaders } from './visible-headers.js';

const all = new Map(
  [
    'connection',
    'content-length',
    'date',
    'etag',
    'location',
    'server',
    'set-cookie',
    'x-amz-bucket-region',
    'x-amz-checksum-crc32',
    'x-amz-checksum-type',
    'x-amz-id-2',
    'x-amz-meta-a',
    'x-amz-request-id',
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-storage-class',
    'x-amz-version-id',
    'x-amz-version-id-of-something-else',
    'x-powered-by',
  ].map((name) => [name, 'v']),
);
const WRITE = [
  'x-amz-checksum-crc32',
  'x-amz-checksum-type',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-version-id',
];

describe('visibleHeaders', () => {
  it('shows what S3 documents for a write', () => {
    expect([...visibleHeaders(all, WRITE_HEADERS).keys()]).toEqual(WRITE);
  });

  it('shows what belongs to an object besides', () => {
    const names = [...visibleHeaders(all, OBJECT_HEADERS).keys()];
    expect(names.sort()).toEqual([...WRITE, 'content-length', 'etag', 'x-amz-meta-a'].sort());
  });
});
