import { describe, expect, it } from '@jest/globals';
import { parseNameTemplate } from './name-template.js';

const NAMES = ['bucket', 'key', 'key.dir', 'sub'] as const;

describe('parseNameTemplate', () => {
  it('takes names apart', () => {
    expect(parseNameTemplate('bucket:{bucket}', NAMES)).toEqual(['bucket:', { kind: 'bucket' }]);
    expect(parseNameTemplate('folder:{bucket}/{key.dir}', NAMES)).toEqual([
      'folder:',
      { kind: 'bucket' },
      '/',
      { kind: 'key.dir' },
    ]);
    expect(parseNameTemplate('{claim.realm.tenant}#member', NAMES)).toEqual([
      { kind: 'claim', path: 'realm.tenant' },
      '#member',
    ]);
    expect(parseNameTemplate('system:all', NAMES)).toEqual(['system:all']);
  });

  it.each([
    'user:{subject}',
    'user:{}',
    'user:{sub',
    'user:sub}',
    '{{sub}}',
    '{claim.}',
    '{claim.a b}',
    '{constructor}',
  ])('refuses %s', (text) => {
    expect(parseNameTemplate(text, NAMES)).toBeUndefined();
  });
});
