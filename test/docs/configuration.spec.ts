import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { OPERATION_PRESETS } from '../../src/common/s3/operation-names.js';
import { describeConfigKeys, formatFault, parseConfig } from '../../src/modules/config/index.js';
import type { ConfigKeyDescription } from '../../src/modules/config/index.js';

const ROOT = join(import.meta.dirname, '../..');
const MANUAL = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
const EXAMPLE = readFileSync(join(ROOT, 'config.example.yaml'), 'utf8');

/** The row that the manual must have for a key. */
function row({ key, type, required, defaultValue, doc }: ConfigKeyDescription): string {
  const fallback = defaultValue === undefined ? '' : `\`${defaultValue}\``;
  return `| \`${key}\` | ${type.replaceAll('|', '\\|')} | ${required ? 'required' : fallback} | ${doc} |`;
}

/** A credentials file without keys, or any other. */
const contentOf = (path: string): string => (path.endsWith('.yaml') ? '[]' : 'content-of-a-file');

/** Faults of a document when every variable it names is set and every file it names exists. */
function faultsOf(text: string): string[] {
  const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name);
  const env = Object.fromEntries(names.map((name) => [name, 'value-of-a-variable']));
  const result = parseConfig(text, { env, readFile: contentOf });
  return result.ok ? [] : result.faults.map(formatFault);
}

describe('docs/configuration.md', () => {
  it('has one row for every key of the schema, with its type, default and meaning, and no other', () => {
    const section = MANUAL.split('\n## ').find((part) => part.startsWith('Keys\n')) ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(describeConfigKeys().map(row));
  });

  it.each([...MANUAL.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block))(
    'shows YAML that loads:\n%s',
    (block) => {
      expect(faultsOf(block)).toEqual([]);
    },
  );

  it.each(Object.entries(OPERATION_PRESETS))('lists the operations of the preset %s', (preset, operations) => {
    const line = MANUAL.split('\n').find((text) => text.startsWith(`| \`${preset}\` |`)) ?? '';
    expect(line.match(/\b[A-Z][a-z]+[A-Z]\w+/g)).toEqual([...operations]);
  });
});

describe('config.example.yaml', () => {
  it('loads', () => {
    expect(faultsOf(EXAMPLE)).toEqual([]);
  });

  it('loads with its optional parts uncommented', () => {
    const uncommented = EXAMPLE.replace(/^# (management:)\n# /m, '$1\n')
      .replace(/^# (secret: \[)/m, '$1')
      .replace(/^ {4}# authz:\n(?: {4}# .*\n)+/m, (block) => block.replaceAll('    # ', '    '))
      .replace('# tls:', 'tls:')
      .replace('http://127.0.0.1:9000', 'https://127.0.0.1:9000');
    expect(uncommented).toMatch(/^ {4}authz:\n {6}opa: [^]*^ {6}on_error: deny/m);
    expect(uncommented).toMatch(/^management:\n {2}address:[^]*^secret: \[[^]*^ {6}tls: \{/m);
    expect(faultsOf(uncommented)).toEqual([]);
  });
});
