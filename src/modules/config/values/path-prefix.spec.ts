import { describe, expect, it } from '@jest/globals';
import { isTemplatePrefix, readPathPrefix } from './path-prefix.js';

describe('readPathPrefix', () => {
  it.each(['/', '/uploads', '/a/b/c', '/{bucket}', '/x/{bucket}', '/healthy', '/health/x', '/a.b-c_d~e'])(
    '%s',
    (raw) => {
      expect(readPathPrefix(raw)).toEqual({ ok: true, value: raw });
    },
  );

  it.each([
    ['uploads', 'must begin with "/"'],
    ['', 'must begin with "/"'],
    ['/uploads/', 'must not end with "/"'],
    ['//', 'must not end with "/"'],
    ['//a', 'must not have empty segments'],
    ['/a//b', 'must not have empty segments'],
    ['/a/../b', 'must not have "." or ".." segments'],
    ['/.', 'must not have "." or ".." segments'],
    ['/health', 'collides with /health and /ready, which the gateway answers itself'],
    ['/ready', 'collides with /health and /ready, which the gateway answers itself'],
    ['/{bucket}/x', '{bucket} must be the whole last segment'],
    ['/x-{bucket}', '{bucket} must be the whole last segment'],
    ['/{name}', '{bucket} must be the whole last segment'],
    ['/{bucket}/{bucket}', '{bucket} must be the whole last segment'],
  ])('%s: %s', (raw, problem) => {
    expect(readPathPrefix(raw)).toEqual({ ok: false, problem });
  });

  it.each(['/a%20b', '/a?b', '/a#b', '/a b', '/a\\b', '/é', '/a\n'])(
    '%j holds a character that is not allowed',
    (raw) => {
      expect(readPathPrefix(raw)).toMatchObject({ problem: expect.stringMatching(/^may hold only/) });
    },
  );

  it('refuses other types', () => {
    expect(readPathPrefix(5)).toEqual({ ok: false, problem: 'expected a path such as /uploads, got a number' });
  });
});

describe('isTemplatePrefix', () => {
  it('asks for the last segment', () => {
    expect(isTemplatePrefix('/x/{bucket}')).toBe(true);
    expect(isTemplatePrefix('/x')).toBe(false);
  });
});
