import { describe, expect, it } from '@jest/globals';
import { ACTIONS, actionOf, KEY_IN_BODY } from './operation-actions.js';
import { OFFERED_OPERATIONS, OPERATION_PRESETS } from './operation-names.js';

describe('actionOf', () => {
  it.each(OFFERED_OPERATIONS)('knows what %s is', (operation) => {
    expect(ACTIONS).toContain(actionOf(operation));
  });

  it('calls every operation of the preset upload an upload', () => {
    expect(new Set(OPERATION_PRESETS.upload.map(actionOf))).toEqual(new Set(['upload']));
  });

  it.each(['DeleteBucket', 'PutBucketPolicy', 'constructor', ''])('knows no action for "%s"', (operation) => {
    expect(actionOf(operation)).toBeUndefined();
  });

  it('leaves only the form post to its operation', () => {
    expect([...KEY_IN_BODY]).toEqual(['PostObject']);
  });
});
