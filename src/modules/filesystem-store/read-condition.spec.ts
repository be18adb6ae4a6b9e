import { describe, expect, it } from '@jest/globals';
import { isNotModified } from './read-condition.js';

const ETAG = '"abc"';
const MODIFIED = new Date('2026-01-02T03:04:05.678Z');
const SAME = 'Fri, 02 Jan 2026 03:04:05 GMT';
const EARLIER = 'Fri, 02 Jan 2026 03:04:04 GMT';

const evaluate = (headers: Record<string, string>): boolean =>
  isNotModified(new Map(Object.entries(headers)), ETAG, MODIFIED);

describe('conditions of a read', () => {
  it.each([
    [{}, false],
    [{ 'if-match': '*' }, false],
    [{ 'if-match': '"x", "abc"' }, false],
    [{ 'if-match': 'abc' }, false],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': 'W/"abc"' }, true],
    [{ 'if-none-match': '"x"' }, false],
    [{ 'if-modified-since': SAME }, true],
    [{ 'if-modified-since': EARLIER }, false],
    [{ 'if-modified-since': 'nonsense' }, false],
    [{ 'if-unmodified-since': SAME }, false],
    // RFC 9110 section 13.2.2: an entity tag outweighs a date.
    [{ 'if-none-match': '"x"', 'if-modified-since': SAME }, false],
    [{ 'if-match': '"abc"', 'if-unmodified-since': EARLIER }, false],
  ])('%j: not modified is %s', (headers, expected) => {
    expect(evaluate(headers as Record<string, string>)).toBe(expected);
  });

  it.each([
    [{ 'if-match': '"x"' }, 'If-Match'],
    [{ 'if-match': 'W/"abc"' }, 'If-Match'],
    [{ 'if-unmodified-since': EARLIER }, 'If-Unmodified-Since'],
  ])('%j fails', (headers, condition) => {
    expect(() => evaluate(headers as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'PreconditionFailed', details: { Condition: condition } }),
    );
  });
});
