import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allDocuments, readDocument, ROOT } from '../support/documents.js';
import type { Document } from '../support/documents.js';

/** Text of a document without its code, in which nothing is a link. */
const prose = ({ text }: Document): string => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');

/** The anchor that a forge gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^```.*?^```$/gms, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

describe('links', () => {
  it.each(allDocuments().map((document) => [document.path, document] as const))('of %s resolve', (path, document) => {
    const broken = [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const absolute = file === '' ? join(ROOT, path) : join(ROOT, dirname(path), file);
        return !existsSync(absolute) || (anchor !== undefined && !anchorsOf(absolute).includes(anchor));
      });
    expect(broken).toEqual([]);
  });
});

describe('paths', () => {
  it.each(['docs/architecture.md', 'docs/request-lifecycle.md', 'docs/adr/0002-own-connection-pool.md'])(
    'that %s names exist',
    (path) => {
      const named = [...readDocument(path).text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
        .map(([, name = '']) => name)
        .filter((name) => name.includes('/') || /\.(ts|mjs|yaml|md)$/.test(name))
        .filter((name) => !/^(@|node_modules$|index\.ts$)/.test(name));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
    },
  );
});
