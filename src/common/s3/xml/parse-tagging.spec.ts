import { describe, expect, it } from '@jest/globals';
import { parseTagging } from './parse-tagging.js';

const tag = (key: string, value: string): string => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
const tagging = (...tags: string[]): string =>
  `<?xml version="1.0"?><Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${tags.join('')}</TagSet></Tagging>`;
const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => tag(`k${n}`, ''));

describe('parseTagging', () => {
  it('reads keys and values', () => {
    expect(parseTagging(tagging(tag('a b', 'c=d+e@f'), tag('名前', '')))).toEqual([
      { key: 'a b', value: 'c=d+e@f' },
      { key: '名前', value: '' },
    ]);
    expect(parseTagging(tagging(tag('&#97;', '&#x62;')))).toEqual([{ key: 'a', value: 'b' }]);
  });

  it.each([tagging(), '<Tagging><TagSet/></Tagging>', '<Tagging><TagSet> </TagSet></Tagging>'])(
    'reads %s as no tags',
    (xml) => {
      expect(parseTagging(xml)).toEqual([]);
    },
  );

  it('takes tags up to the limits', () => {
    expect(parseTagging(tagging(...numbered(10)))).toHaveLength(10);
    // Counted in characters: each of these is two UTF-16 units.
    expect(parseTagging(tagging(tag('𐊀'.repeat(128), '𐊀'.repeat(256))))).toHaveLength(1);
  });

  it.each([
    ['eleven tags', tagging(...numbered(11))],
    ['a key twice', tagging(tag('a', '1'), tag('a', '2'))],
    ['an empty key', tagging(tag('', '1'))],
    ['a key of 129 characters', tagging(tag('k'.repeat(129), ''))],
    ['a value of 257 characters', tagging(tag('k', 'v'.repeat(257)))],
    ['a sign that tags have not', tagging(tag('k', 'a&amp;b'))],
    ['a line end', tagging(tag('k', 'a&#10;b'))],
    ['a system tag', tagging(tag('aws:k', 'v'))],
  ])('refuses %s', (_what, xml) => {
    expect(() => parseTagging(xml)).toThrow(expect.objectContaining({ code: 'InvalidTag', status: 400 }));
  });

  it.each([
    '',
    'no xml',
    '<Tagging/>',
    '<Tagging></Tagging>',
    '<Other><TagSet/></Other>',
    '<Tagging><TagSet/><TagSet/></Tagging>',
    '<Tagging><TagSet/><More/></Tagging>',
    '<Tagging><TagSet>text</TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value><Value>w</Value></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>k</Key><Value><b/></Value><c/></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag>k</Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Label/></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet>',
    `<!DOCTYPE t [<!ENTITY a "b">]>${tagging(tag('k', 'v'))}`,
  ])('refuses %s', (xml) => {
    expect(() => parseTagging(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML', status: 400 }));
  });
});
