import { describe, expect, it } from '@jest/globals';
import { withoutPromisedChecksum } from './promised-checksum.js';

const TYPE = ['x-amz-checksum-type', 'FULL_OBJECT'] as const;
const OTHER = ['x-amz-meta-a', 'b'] as const;

describe('withoutPromisedChecksum', () => {
  it('leaves out a promise for the parts', () => {
    const headers = new Map([['x-amz-checksum-algorithm', 'CRC32'], TYPE, OTHER]);
    expect([...withoutPromisedChecksum(headers)]).toEqual([OTHER]);
  });

  it('keeps a checksum of the whole object, with its type', () => {
    const headers = new Map([['x-amz-checksum-crc32', 'AAAAAA=='], TYPE, OTHER]);
    expect(withoutPromisedChecksum(headers)).toEqual(headers);
  });
});
