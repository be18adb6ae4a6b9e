import { describe, expect, it } from '@jest/globals';
import { parseNameTemplate } from './name-template.js';

describe('parseNameTemplate', () => {
  it('takes names apart', () => {
    expect(parseNameTemplate('bucket:{bucket}')).toEqual(['bucket:', { kind: 'bucket' }]);
    expect(parseNameTemplate('folder:{bucket}/{key.dir}')).toEqual([
      'folder:',
      { kind: 'bucket' },
      '/',
      { kind: 'key.dir' },
    ]);
    expect(parseNameTemplate('{claim.realm.tenant}#member')).toEqual([
      { kind: 'claim', path: 'realm.tenant' },
      '#member',
    ]);
    expect(parseNameTemplate('system:all')).toEqual(['system:all']);
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
    expect(parseNameTemplate(text)).toBeUndefined();
  });
});
