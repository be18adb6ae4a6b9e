import { describe, expect, it } from '@jest/globals';
import { authorizationRequest } from '../../../../test/support/authorization-request.js';
import type { OpenFgaConfig } from '../../config/index.js';
import { RelationCheckBuilder } from './relation-check.js';

const CONFIG: OpenFgaConfig = {
  url: 'http://127.0.0.1:1',
  store_id: 's',
  relations: { upload: ['writer'] },
  object: 'bucket:{bucket}',
  user: 'user:{sub}',
  contextual_tuples: [],
  timeout_seconds: 1,
  cache_ttl_seconds: 0,
  cache_deny_ttl_seconds: 0,
  cache_max_entries: 1,
};

/** What is asked for a caller with some claims, who uploads a key. */
function check(config: Partial<OpenFgaConfig>, claims: Record<string, unknown> = {}, key = 'k', subject = 'alice') {
  const principal = { method: 'sigv4' as const, subject, claims };
  const request = authorizationRequest({ principal, resource: { bucket: 'b', key } });
  return new RelationCheckBuilder({ ...CONFIG, ...config }).build(request);
}

const byClaim = (value: unknown) => check({ user: 'user:{claim.tenant}' }, { tenant: value });
const REFUSED = { allow: false, reason: expect.any(String) };

describe('names in OpenFGA', () => {
  it('are those of the defaults', () => {
    expect(check({})).toEqual({ user: 'user:alice', object: 'bucket:b', relations: ['writer'], tuples: [] });
  });

  it.each([
    ['*', '%2A'],
    ['.*', '.%2A'],
    ['x:y#z', 'x%3Ay%23z'],
    ['a/../b', 'a%2F..%2Fb'],
    ['team:ops#member', 'team%3Aops%23member'],
    ['alice@example.com', 'alice%40example.com'],
    ['%2A', '%252A'],
    ['a b\n', 'a%20b%0A'],
    ["it's(me)!", 'it%27s%28me%29%21'],
    ['{sub}', '%7Bsub%7D'],
    ['é', '%C3%A9'],
  ])('encode %j as %s', (value, encoded) => {
    expect(byClaim(value)).toMatchObject({ user: `user:${encoded}` });
    expect(check({}, {}, 'k', value)).toMatchObject({ user: `user:${encoded}` });
    expect(check({ object: 'folder:{bucket}/{claim.tenant}' }, { tenant: value })).toMatchObject({
      object: `folder:b/${encoded}`,
    });
  });

  it.each([[undefined], [null], [''], [1], [true], [{}], [[]], [['a', 'b']], [['']], ['\ud800'], ['x'.repeat(600)]])(
    'are refused for the claim %j',
    (value) => {
      expect(byClaim(value)).toEqual(REFUSED);
    },
  );

  it('are refused for inherited names', () => {
    expect(check({ user: 'user:{claim.constructor.name}' })).toEqual(REFUSED);
    expect(check({ user: 'user:{claim.__proto__}' })).toEqual(REFUSED);
  });

  it('find claims by dotted path, and by a name that has dots', () => {
    expect(check({ user: 'user:{claim.a.b}' }, { a: { b: 'deep' } })).toMatchObject({ user: 'user:deep' });
    const claims = { 'https://x.org/t': 'named', 'https://x': { 'org/t': 'other' } };
    expect(check({ user: 'user:{claim.https://x.org/t}' }, claims)).toMatchObject({ user: 'user:named' });
  });

  it.each([
    ['a/b/c.txt', 'folder:b/a/b', 'file:b/a/b/c.txt'],
    ['c.txt', 'folder:b/', 'file:b/c.txt'],
    ['a//c', 'folder:b/a/', 'file:b/a//c'],
    ['a:b/*#c/d', 'folder:b/a%3Ab/%2A%23c', 'file:b/a%3Ab/%2A%23c/d'],
  ])('keep the folders of the key %s', (key, folder, file) => {
    expect(check({ object: 'folder:{bucket}/{key.dir}' }, {}, key)).toMatchObject({ object: folder });
    expect(check({ object: 'file:{bucket}/{key}' }, {}, key)).toMatchObject({ object: file });
  });

  it('are refused without a key where they need one, and when no tuple could hold them', () => {
    expect(check({ object: 'file:{bucket}/{key}' }, {}, '')).toEqual(REFUSED);
    expect(check({ object: 'file:{bucket}/{key}' }, {}, 'x'.repeat(250))).toEqual(REFUSED);
  });
});

describe('relations', () => {
  it('of an action that has none are refused', () => {
    expect(check({ relations: { read: ['reader'] } })).toEqual(REFUSED);
  });

  it('come from claims as tuples of the request, one for each entry', () => {
    const contextual_tuples = [
      { user: 'user:{sub}', relation: 'member', object: 'team:{claim.teams}' },
      { user: 'user:{sub}', relation: 'employee', object: 'company:{claim.company}' },
    ];
    const teams = ['ops', 'x:y#z'];
    expect(check({ contextual_tuples }, { teams })).toMatchObject({
      tuples: [
        { user: 'user:alice', relation: 'member', object: 'team:ops' },
        { user: 'user:alice', relation: 'member', object: 'team:x%3Ay%23z' },
      ],
    });
    expect(check({ contextual_tuples }, { teams: ['ops', 7] })).toMatchObject({ tuples: [] });
    const many = Array.from({ length: 101 }, (_, index) => `team-${index}`);
    expect(check({ contextual_tuples }, { teams: many })).toEqual(REFUSED);
  });
});
