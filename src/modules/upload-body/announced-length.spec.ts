import { describe, expect, it } from '@jest/globals';
import { announcedLength } from './announced-length.js';
import { describeBody } from './describe-body.js';

const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const lengthOf = (headers: Record<string, string>): number | undefined =>
  announcedLength(new Map(Object.entries(headers)));

describe('announcedLength', () => {
  it.each([
    [{}, undefined],
    [{ 'content-length': '7' }, 7],
    [{ 'content-length': '7', 'x-amz-decoded-content-length': '1' }, 7],
    [{ 'content-length': '7', 'x-amz-decoded-content-length': '1', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 7],
    [{ 'content-length': '70', 'x-amz-decoded-content-length': '1', 'x-amz-content-sha256': CHUNKED }, 1],
    [{ 'content-length': '70', 'x-amz-content-sha256': CHUNKED }, undefined],
    [{ 'content-length': '-1' }, undefined],
    [{ 'content-length': '1,1' }, undefined],
    [{ 'content-length': '9'.repeat(16) }, undefined],
  ])('of %j is %s', (headers, length) => {
    expect(lengthOf(headers)).toBe(length);
  });

  it.each([
    { 'content-length': '7', 'x-amz-decoded-content-length': '1' },
    { 'content-length': '70', 'x-amz-decoded-content-length': '1', 'x-amz-content-sha256': CHUNKED },
  ])('is what the body of %j is held to', (headers) => {
    expect(lengthOf(headers)).toBe(describeBody({ method: 'PUT', headers: new Map(Object.entries(headers)) }).length);
  });
});
