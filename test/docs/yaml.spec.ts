import { generateKeyPairSync } from 'node:crypto';
import { extname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formatFault, parseConfig } from '../../src/modules/config/index.js';
import { allDocuments, fencedBlocks } from '../support/documents.js';

const blocks = allDocuments().flatMap((document) =>
  fencedBlocks(document)
    .filter(({ language }) => language === 'yaml')
    .map(({ text }) => [document.path, text] as const),
);

/** Every file is there; one that is called PEM holds a public key, one of YAML no client keys. */
const PEM = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
const CONTENTS: Readonly<Record<string, string>> = { '.pem': PEM, '.yaml': '[]' };
const readFile = (path: string): string => CONTENTS[extname(path)] ?? 'content-of-a-file';

describe('YAML in the documents', () => {
  it('is there', () => {
    expect(blocks.map(([path]) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/configuration.md']));
  });

  it.each(blocks)('of %s is a configuration without a fault:\n%s', (_path, text) => {
    const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name);
    const env = Object.fromEntries(names.map((name) => [name, 'value-of-a-variable']));
    const result = parseConfig(text, { env, readFile });
    expect(result.ok ? [] : result.faults.map(formatFault)).toEqual([]);
  });
});
