import { describe, expect, it } from '@jest/globals';
import { nearestWord } from './nearest-word.js';

describe('nearestWord', () => {
  const candidates = ['buckets', 'server', 'metrics', 'ca', 'key', 'cert'];

  it.each([
    ['bukets', 'buckets'],
    ['bcukets', 'buckets'],
    ['Server', 'server'],
    ['metric', 'metrics'],
    ['kye', 'key'],
    ['listen', undefined],
    ['', undefined],
  ])('%s means %s', (word, expected) => {
    expect(nearestWord(word, candidates)).toBe(expected);
  });
});
