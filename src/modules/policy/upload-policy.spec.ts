import { describe, expect, it } from '@jest/globals';
import type { UploadRules } from '../config/index.js';
import type { KeyOwner } from './key-owner.js';
import { UploadPolicy } from './upload-policy.js';

const NO_RULES: UploadRules = {
  min_size: 0,
  sniff: false,
  forbidden_headers: [],
  overwrite: true,
  forced_headers: {},
};
const OWNER: KeyOwner = { subject: 'mara', claims: { tenant: 'acme', nested: { team: 'red' }, 'https://x/y': 'z' } };
const NOW = Date.UTC(2026, 10, 21, 12);

function admit(
  rules: Partial<UploadRules>,
  wanted: { key?: string; headers?: Record<string, string>; owner?: KeyOwner } = {},
): string {
  return new UploadPolicy({ ...NO_RULES, ...rules }).admit({
    bucket: 'uploads',
    key: wanted.key ?? 'a/b.png',
    owner: wanted.owner ?? OWNER,
    headers: new Map(Object.entries(wanted.headers ?? {})),
    now: NOW,
  });
}

const DENIED: unknown = expect.objectContaining({ code: 'AccessDenied', status: 403 });

describe('UploadPolicy', () => {
  it('changes nothing without rules', () => {
    expect(admit({})).toBe('a/b.png');
    const headers = new Map([['if-match', '"x"']]);
    const policy = new UploadPolicy(NO_RULES);
    expect(policy.force(headers)).toBe(headers);
    expect(policy.protect(headers)).toBe(headers);
    expect(() => {
      policy.checkSize(0, Infinity);
    }).not.toThrow();
  });

  it.each([
    ['image/png', true],
    ['IMAGE/PNG; charset=x', true],
    ['image/webp', true],
    ['text/csv', true],
    ['text/plain', false],
    ['imagex/png', false],
    ['image', false],
    ['', false],
    ['image/png, text/html', false],
  ])('content type %s', (type, taken) => {
    const act = () => admit({ content_types: ['image/*', 'text/csv'] }, { headers: { 'content-type': type } });
    if (taken) expect(act()).toBe('a/b.png');
    else expect(act).toThrow(DENIED);
  });

  it('takes an object without a type for what S3 stores it as', () => {
    expect(() => admit({ content_types: ['image/*'] })).toThrow(DENIED);
    expect(admit({ content_types: ['binary/octet-stream'] })).toBe('a/b.png');
  });

  it('refuses forbidden headers', () => {
    expect(() => admit({ forbidden_headers: ['x-amz-acl'] }, { headers: { 'x-amz-acl': 'private' } })).toThrow(DENIED);
    expect(admit({ forbidden_headers: ['x-amz-acl'] }, { headers: { 'x-amz-meta-a': '1' } })).toBe('a/b.png');
  });

  it('sets forced headers over those of the client', () => {
    const policy = new UploadPolicy({ ...NO_RULES, forced_headers: { 'x-amz-server-side-encryption': 'AES256' } });
    expect(policy.force(new Map([['x-amz-server-side-encryption', 'aws:kms']]))).toEqual(
      new Map([['x-amz-server-side-encryption', 'AES256']]),
    );
  });

  it('lets nothing be overwritten', () => {
    const policy = new UploadPolicy({ ...NO_RULES, overwrite: false });
    expect(policy.protect(new Map())).toEqual(new Map([['if-none-match', '*']]));
    expect(() => policy.protect(new Map([['if-match', '"x"']]))).toThrow(DENIED);
  });

  it.each([
    [9, 'EntityTooSmall'],
    [10, undefined],
    [20, undefined],
    [21, 'EntityTooLarge'],
  ])('size %d', (bytes, code) => {
    const policy = new UploadPolicy({ ...NO_RULES, min_size: 10, max_size: 20 });
    const act = (): void => {
      policy.checkSize(bytes, Infinity);
    };
    if (code === undefined) expect(act).not.toThrow();
    else expect(act).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  describe('key_pattern', () => {
    it('is filled with what the caller is', () => {
      const rules = { key_pattern: '^{claim.tenant}/{claim.nested.team}/{sub}/.+$' };
      expect(admit(rules, { key: 'acme/red/mara/x' })).toBe('acme/red/mara/x');
      expect(() => admit(rules, { key: 'globex/red/mara/x' })).toThrow(DENIED);
    });

    it.each(['.*', '(?:)', 'a|.*', '[', '\\', 'acme/..', '^', 'x{9}'])('takes the claim %s literally', (tenant) => {
      const rules = { key_pattern: '^{claim.tenant}/.+' };
      const owner = { subject: 's', claims: { tenant } };
      expect(() => admit(rules, { key: 'globex/x', owner })).toThrow(DENIED);
      expect(admit(rules, { key: `${tenant}/x`, owner })).toBe(`${tenant}/x`);
    });

    it.each([[undefined], [''], [5], [['acme']], [{}], [null]])('refuses the claim %j', (tenant) => {
      const owner = { subject: 's', claims: { tenant } };
      expect(() => admit({ key_pattern: '^{claim.tenant}' }, { key: 'x', owner })).toThrow(DENIED);
    });

    it('refuses whoever has no claims, and no subject', () => {
      const owner = { subject: '' };
      expect(() => admit({ key_pattern: '{claim.tenant}' }, { owner })).toThrow(DENIED);
      expect(() => admit({ key_pattern: '{sub}' }, { owner })).toThrow(DENIED);
    });

    it('keeps quantifiers and names that are no placeholders', () => {
      expect(admit({ key_pattern: '^a{1}/b\\.png$' })).toBe('a/b.png');
    });
  });

  describe('key_template', () => {
    it('chooses the key', () => {
      const key = admit({ key_template: '{claim.tenant}/{date}/{key.dir}/{uuid}-{key.name}' });
      expect(key).toMatch(/^acme\/2026-11-21\/a\/[0-9a-f-]{36}-b\.png$/);
      expect(admit({ key_template: '{bucket}/{sub}/{key}' })).toBe('uploads/mara/a/b.png');
      expect(admit({ key_template: '{claim.https://x/y}' })).toBe('z');
    });

    it.each([[undefined], [''], [5], ['a/b'], ['..'], ['.'], ['a\nb'], ['a\0b'], ['\u007f']])(
      'refuses the claim %j',
      (tenant) => {
        const owner = { subject: 's', claims: { tenant } };
        expect(() => admit({ key_template: '{claim.tenant}/x' }, { owner })).toThrow(DENIED);
      },
    );

    it('refuses dots that come together from several values', () => {
      const owner = { subject: '.', claims: { dot: '.' } };
      expect(() => admit({ key_template: 'a/{claim.dot}{claim.dot}/b' }, { owner })).toThrow(DENIED);
    });

    it('is held against the pattern', () => {
      expect(() => admit({ key_template: '{claim.tenant}/x', key_pattern: '^globex/' })).toThrow(DENIED);
    });

    it('refuses a key that becomes too long', () => {
      expect(() => admit({ key_template: '{key}{key}' }, { key: 'x'.repeat(600) })).toThrow(
        expect.objectContaining({ code: 'KeyTooLongError' }),
      );
    });
  });
});
