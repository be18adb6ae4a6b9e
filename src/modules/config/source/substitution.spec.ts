import { describe, expect, it } from '@jest/globals';
import { substitute } from './substitution.js';

const source = {
  env: { NAME: 'value', EMPTY: '', NESTED: '${NAME}' },
  readFile: (path: string): string => {
    if (path === '/run/secrets/x') return 'first\nsecond\n\n';
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  },
};

describe('substitute', () => {
  it.each([
    ['plain $ text $1 $$ }', 'plain $ text $1 $$ }'],
    ['${NAME}', 'value'],
    ['a${NAME}b${NAME}c', 'avaluebvaluec'],
    ['${EMPTY}', ''],
    ['${EMPTY:-other}', 'other'],
    ['${MISSING:-http://x:1}', 'http://x:1'],
    ['${MISSING:-}', ''],
    ['${NESTED}', '${NAME}'],
    ['$${NAME}', '${NAME}'],
    ['${file:/run/secrets/x}', 'first\nsecond\n'],
  ])('%s becomes %s', (text, expected) => {
    expect(substitute(text, source)).toEqual({ ok: true, text: expected });
  });

  it.each([
    ['${MISSING}', 'the environment variable MISSING is not set'],
    ['${toString}', 'the environment variable toString is not set'],
    ['${file:/none}', 'cannot read the file "/none" (ENOENT)'],
    ['${', '"${" without "}" (write $${ for a literal ${)'],
    ['${A:-${B}}', '"${...}" cannot stand inside another one'],
    ['${}', '"${...}" must hold NAME, NAME:-default or file:path (write $${ for a literal ${)'],
    ['${a-b}', '"${...}" must hold NAME, NAME:-default or file:path (write $${ for a literal ${)'],
  ])('%s is refused', (text, problem) => {
    expect(substitute(text, source)).toEqual({ ok: false, problems: [problem] });
  });

  it('reports every problem of one text', () => {
    expect(substitute('${A} and ${B}', source)).toMatchObject({ problems: [expect.any(String), expect.any(String)] });
  });
});
