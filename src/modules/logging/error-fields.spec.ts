import { describe, expect, it } from '@jest/globals';
import { errorFields } from './error-fields.js';

describe('errorFields', () => {
  it('keeps name, code, message and causes, and drops what libraries hang on errors', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', request: { authorization: 'secret' } });
    const error = Object.assign(new TypeError('failed', { cause }), { token: 'secret' });
    const fields = errorFields(error);
    expect(fields).toMatchObject({ type: 'TypeError', message: 'failed', cause: { code: 'ECONNREFUSED' } });
    expect(JSON.stringify(fields)).not.toContain('secret');
  });

  it('ends with a chain of causes that has no end', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(JSON.stringify(errorFields(error))).toContain('circle');
  });

  it('does not print what is no error', () => {
    expect(errorFields('a secret string').message).not.toContain('secret');
  });
});
