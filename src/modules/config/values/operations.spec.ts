import { describe, expect, it } from '@jest/globals';
import { FUTURE_OPERATIONS, OFFERED_OPERATIONS } from '../../../common/s3/operation-names.js';
import { mergeOperations, readOperation } from './operations.js';

describe('readOperation', () => {
  it.each(OFFERED_OPERATIONS)('%s is itself', (name) => {
    expect(readOperation(name)).toEqual({ ok: true, value: [name] });
  });

  it('expands a preset', () => {
    expect(readOperation('probe')).toEqual({
      ok: true,
      value: ['HeadObject', 'HeadBucket', 'GetBucketLocation', 'CreateBucket'],
    });
  });

  it.each(FUTURE_OPERATIONS)('%s is not supported yet', (name) => {
    expect(readOperation(name)).toEqual({ ok: false, problem: `${name} is not supported yet` });
  });

  it('suggests the word that was meant', () => {
    expect(readOperation('putobject')).toMatchObject({ problem: expect.stringContaining('did you mean "PutObject"?') });
    expect(readOperation('constructor')).toMatchObject({ problem: expect.stringContaining('expected upload, probe') });
    expect(readOperation(1)).toMatchObject({ problem: expect.stringContaining('got a number') });
  });
});

describe('mergeOperations', () => {
  it('names each operation once, in a fixed order', () => {
    expect(mergeOperations([['HeadObject'], ['PutObject', 'HeadObject']])).toEqual(['PutObject', 'HeadObject']);
  });
});
