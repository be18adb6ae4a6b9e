import { describe, expect, it } from '@jest/globals';
import { OFFERED_OPERATIONS } from '../../../common/s3/operation-names.js';
import { mergeOperations, readOperation } from './operations.js';

describe('readOperation', () => {
  it.each(OFFERED_OPERATIONS)('%s is itself', (name) => {
    expect(readOperation(name)).toEqual({ ok: true, value: { isPreset: false, operations: [name] } });
  });

  it('expands a preset', () => {
    expect(readOperation('probe')).toEqual({
      ok: true,
      value: { isPreset: true, operations: ['HeadObject', 'HeadBucket', 'GetBucketLocation', 'CreateBucket'] },
    });
  });

  it('suggests the word that was meant', () => {
    expect(readOperation('putobject')).toMatchObject({ problem: expect.stringContaining('did you mean "PutObject"?') });
    expect(readOperation('constructor')).toMatchObject({ problem: expect.stringContaining('expected upload, probe') });
    expect(readOperation(1)).toMatchObject({ problem: expect.stringContaining('got a number') });
  });
});

function merged(isOpen: boolean, ...names: string[]): readonly string[] {
  const entries = names.map(readOperation).map((reading) => {
    if (!reading.ok) throw new Error(reading.problem);
    return reading.value;
  });
  return mergeOperations(entries, isOpen);
}

describe('mergeOperations', () => {
  it('names each operation once, in a fixed order', () => {
    expect(merged(false, 'HeadObject', 'PutObject', 'HeadObject')).toEqual(['PutObject', 'HeadObject']);
  });

  it('gives forms to an open bucket only by name', () => {
    expect(merged(false, 'upload')).toContain('PostObject');
    expect(merged(true, 'upload')).not.toContain('PostObject');
    expect(merged(true, 'upload', 'PostObject')).toContain('PostObject');
  });
});
