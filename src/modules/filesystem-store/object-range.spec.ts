import { describe, expect, it } from '@jest/globals';
import { rangeOfPart, requestedRange } from './object-range.js';

describe('requestedRange', () => {
  it.each([
    ['bytes=0-0', 10, { start: 0, length: 1 }],
    ['bytes=2-4', 10, { start: 2, length: 3 }],
    ['bytes=2-', 10, { start: 2, length: 8 }],
    ['bytes=-3', 10, { start: 7, length: 3 }],
    ['bytes=-30', 10, { start: 0, length: 10 }],
    ['bytes=9-99', 10, { start: 9, length: 1 }],
    ['Bytes= 1-2 ', 10, { start: 1, length: 2 }],
  ])('%s of %d bytes', (header, size, expected) => {
    expect(requestedRange(header, size)).toEqual(expected);
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=4-2',
    'bytes=0-1,3-4',
    'items=0-1',
    'bytes=a-b',
    'bytes=+1-2',
  ])('ignores %j', (header) => {
    expect(requestedRange(header, 10)).toBeUndefined();
  });

  it.each([
    ['bytes=10-', 10],
    ['bytes=10-12', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
  ])('cannot satisfy %s of %d bytes', (header, size) => {
    expect(() => requestedRange(header, size)).toThrow(
      expect.objectContaining({
        code: 'InvalidRange',
        status: 416,
        details: { RangeRequested: header, ActualObjectSize: size },
        headers: { 'content-range': `bytes */${size}` },
      }),
    );
  });
});

describe('rangeOfPart', () => {
  it('adds up the parts before', () => {
    expect(rangeOfPart(1, [5, 7, 2])).toEqual({ start: 0, length: 5 });
    expect(rangeOfPart(3, [5, 7, 2])).toEqual({ start: 12, length: 2 });
  });

  it('refuses a part that there is not', () => {
    expect(() => rangeOfPart(4, [5, 7, 2])).toThrow(
      expect.objectContaining({ code: 'InvalidPartNumber', status: 416 }),
    );
  });
});
