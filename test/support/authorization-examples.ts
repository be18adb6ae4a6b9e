import { fencedBlocks, readDocument } from './documents.js';
import type { Tuple } from './openfga.js';

const blocks = fencedBlocks(readDocument('docs/authorization.md'));

function block(language: string, index = 0): string {
  const found = blocks.filter((candidate) => candidate.language === language)[index];
  if (found === undefined) throw new Error(`docs/authorization.md has no block ${language} ${index}`);
  return found.text;
}

/** The policy of docs/authorization.md. */
export const EXAMPLE_POLICY = block('rego');
/** The OpenFGA model of docs/authorization.md, and the tuples shown with it. */
export const EXAMPLE_MODEL = JSON.parse(block('json')) as object;
export const EXAMPLE_TUPLES = JSON.parse(block('json', 1)) as readonly Tuple[];
