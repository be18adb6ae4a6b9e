import { describe, expect, it } from '@jest/globals';
import { headerNameMatches } from './header-name-pattern.js';

describe('headerNameMatches', () => {
  it.each([
    ['*', 'authorization', true],
    ['content-type', 'Content-Type', true],
    ['Content-Type', 'content-type', true],
    ['content-type', 'content-typ', false],
    ['x-amz-*', 'X-Amz-Date', true],
    ['x-amz-*', 'x-amz', false],
    ['x-*-id', 'x-request-id', true],
    ['x-*-id', 'x-id', false],
    ['*-id', 'x-request-id', true],
    ['*-id', 'x-request-ids', false],
  ])('%s and %s: %p', (pattern, name, expected) => {
    expect(headerNameMatches(pattern, name)).toBe(expected);
  });
});
