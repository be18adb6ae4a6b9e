import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A Markdown file of the project. */
export interface Document {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block: the word behind the fence, and what it encloses. */
export interface FencedBlock {
  readonly language: string;
  readonly text: string;
}

/** @param path relative to the project */
export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The Markdown files that readers of the project are pointed to. */
export function allDocuments(): Document[] {
  const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const manual = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => relative(ROOT, join(ROOT, 'docs', name)));
  return [...top, ...manual].map(readDocument);
}

export function fencedBlocks({ text }: Document): FencedBlock[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }));
}

/** Cells of the table rows whose first cell is one word in code, such as `` | `word` | … | ``. */
export function codeRows({ text }: Document, pattern: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
