import { describe, expect, it } from '@jest/globals';
import { FaultList, formatFault } from '../config-fault.js';
import { readDocument } from './read-document.js';

function read(text: string): { root: unknown; faults: string[] } {
  const list = new FaultList('f');
  const source = readDocument(text, { env: {}, readFile: () => '' }, list, 'hint');
  return { root: source?.root, faults: list.sorted().map(formatFault) };
}

describe('readDocument', () => {
  it.each([
    ['a: [', 'f:1:5 YAML: wrong indentation, or a quote or bracket before it is not closed'],
    ['a:\n  - 1\n b: 2', 'f:3:1 YAML: wrong indentation, or a quote or bracket before it is not closed'],
    ['\ta: 1', 'f:1:1 YAML: tabs cannot be used as indentation'],
    ['a: 1\n---\nb: 2', 'f:2:1 YAML: only one document is allowed'],
    ['a: !!binary aGk=', 'f:1:4 YAML: the tag is not supported'],
    ['a: !custom x', 'f:1:4 YAML: the tag is not supported'],
    ['[a]: 1', 'f:1:1 keys must be plain names'],
    ['a: &x 1\nb: *x', 'f:2:4 b: YAML aliases are not supported: write the value out'],
    ['a:\n  b: 1\n  b: 2', 'f:3:3 a: duplicate key "b"'],
  ])('%j', (text, fault) => {
    expect(read(text).faults).toEqual([fault]);
  });

  it('refuses a document that is nested too deeply, with one fault', () => {
    expect(read('['.repeat(20_000)).faults).toEqual([expect.stringMatching(/^f:1:\d+ YAML: nested too deeply$/)]);
  });

  it('refuses an alias bomb without unfolding it', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `l${index + 1}: [*l${index}, *l${index}]`);
    expect(read(['l0: &l0 x', ...levels].join('\n')).faults).toHaveLength(60);
  });

  it('reads scalars as the YAML 1.2 core schema does, whatever a directive says', () => {
    const { root } = read('%YAML 1.1\n---\na: yes\nb: 0o17\nc: 012\nd: 1:30\ne: ~\n<<: x');
    expect({ ...(root as object) }).toEqual({ a: 'yes', b: 15, c: 12, d: '1:30', e: null, '<<': 'x' });
  });
});
