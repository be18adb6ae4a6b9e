import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from './check-policy.js';
import { parsePostPolicy } from './post-policy.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const encode = (document: unknown): string => Buffer.from(JSON.stringify(document)).toString('base64');

/** Checks fields against conditions, of which one on the bucket and one on the key are always there. */
function check(conditions: readonly unknown[], fields: Readonly<Record<string, string>>): void {
  const policy = parsePostPolicy(
    encode({
      expiration: '2026-01-01T00:00:00.000Z',
      conditions: [{ bucket: 'b' }, ['starts-with', '$key', ''], ...conditions],
    }),
  );
  checkPolicy(policy, { bucket: 'b', key: 'k', fields: new Map(Object.entries(fields)) }, NOW);
}

describe('checkPolicy', () => {
  it.each<[readonly unknown[], Record<string, string>]>([
    [[], {}],
    [[], { key: 'k', policy: 'p', 'x-amz-signature': 's', 'x-ignore-a': '1' }],
    [[{ ACL: 'private' }], { acl: 'private' }],
    [[['eq', '$Content-Type', 'a/b']], { 'content-type': 'a/b' }],
    [[['starts-with', '$content-type', 'image/']], { 'content-type': 'image/png, image/gif,image/x' }],
    [[['starts-with', '$x-amz-meta-a', '']], { 'x-amz-meta-a': '' }],
    [[['eq', '$x-amz-meta-n', 17]], { 'x-amz-meta-n': '17' }],
  ])('%j permits %j', (conditions, fields) => {
    expect(() => {
      check(conditions, fields);
    }).not.toThrow();
  });

  it.each<[readonly unknown[], Record<string, string>, string]>([
    [[], { acl: 'private' }, 'Extra input fields: acl'],
    [[{ acl: 'private' }], {}, 'Policy Condition failed: ["eq", "$acl", "private"]'],
    [[{ acl: 'private' }], { acl: 'Private' }, 'Policy Condition failed: ["eq", "$acl", "private"]'],
    [[['eq', '$key', 'other']], { key: 'other' }, 'Policy Condition failed: ["eq","$key","other"]'],
    [[['eq', '$bucket', 'other']], { bucket: 'other' }, 'Policy Condition failed: ["eq","$bucket","other"]'],
    [
      [['starts-with', '$content-type', 'image/']],
      { 'content-type': 'image/png,text/html' },
      'Policy Condition failed: ["starts-with","$content-type","image/"]',
    ],
    // No field is named without its `$`.
    [[['eq', 'acl', 'private']], {}, 'Policy Condition failed: ["eq","acl","private"]'],
    // Lists are special in Content-Type alone.
    [
      [['starts-with', '$x-amz-meta-a', 'b']],
      { 'x-amz-meta-a': 'a,b' },
      'Policy Condition failed: ["starts-with","$x-amz-meta-a","b"]',
    ],
  ])('%j does not permit %j', (conditions, fields, problem) => {
    expect(() => {
      check(conditions, fields);
    }).toThrow(`Invalid according to Policy: ${problem}`);
  });

  it.each<[object, string]>([
    [{ expiration: true, conditions: [] }, 'Invalid JSON.'],
    [{ expiration: '2026', conditions: [] }, "Invalid 'expiration' value: '2026'"],
    [{ expiration: '2026-01-01T00:00:00Z', conditions: [], more: 1 }, 'Unexpected: "more"'],
    [{ expiration: '2026-01-01T00:00:00Z', conditions: [['eq', false, 'a']] }, 'Invalid JSON.'],
    [{ expiration: '2026-01-01T00:00:00Z', conditions: [['eq', '$acl', true]] }, 'Invalid JSON.'],
    [{ expiration: '2026-01-01T00:00:00Z', conditions: [['content-length-range', 1, 'a']] }, 'Invalid JSON.'],
  ])('the document %j cannot be understood', (document, problem) => {
    expect(() => parsePostPolicy(encode(document))).toThrow(`Invalid Policy: ${problem}`);
  });

  it('counts until the very moment of its expiration', () => {
    const policy = parsePostPolicy(encode({ expiration: '2026-01-01T01:00:00+01:00', conditions: [{ bucket: 'b' }] }));
    const subject = { bucket: 'b', key: 'k', fields: new Map<string, string>() };
    expect(() => {
      checkPolicy(policy, subject, NOW);
    }).not.toThrow();
    expect(() => {
      checkPolicy(policy, subject, NOW + 1);
    }).toThrow('Invalid according to Policy: Policy expired.');
  });

  it('takes the strictest of several ranges', () => {
    const ranges = [
      ['content-length-range', 1, 9],
      ['content-length-range', '2', '20'],
    ];
    expect(parsePostPolicy(encode({ expiration: '2026-01-01T00:00:00Z', conditions: ranges })).length).toEqual({
      min: 2,
      max: 9,
    });
  });
});
