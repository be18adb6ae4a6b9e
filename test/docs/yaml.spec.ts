import { describe, expect, it } from '@jest/globals';
import { formatFault, parseConfig } from '../../src/modules/config/index.js';
import { allDocuments, fencedBlocks } from '../support/documents.js';

const blocks = allDocuments().flatMap((document) =>
  fencedBlocks(document)
    .filter(({ language }) => language === 'yaml')
    .map(({ text }) => [document.path, text] as const),
);

describe('YAML in the documents', () => {
  it('is there', () => {
    expect(blocks.map(([path]) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/configuration.md']));
  });

  it.each(blocks)('of %s is a configuration without a fault:\n%s', (_path, text) => {
    const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name);
    const env = Object.fromEntries(names.map((name) => [name, 'value-of-a-variable']));
    const result = parseConfig(text, {
      env,
      readFile: (path) => (path.endsWith('.yaml') ? '[]' : 'content-of-a-file'),
    });
    expect(result.ok ? [] : result.faults.map(formatFault)).toEqual([]);
  });
});
