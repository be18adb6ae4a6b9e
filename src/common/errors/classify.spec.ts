import { describe, expect, it } from '@jest/globals';
import { classify } from './classify.js';
import { GatewayError } from './gateway-error.js';

describe('classify', () => {
  it('leaves our own errors as they are', () => {
    const error = new GatewayError('SlowDown');
    expect(classify(error)).toBe(error);
  });

  it.each([
    [Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 'IncompleteBody', 'client'],
    [Object.assign(new Error('x'), { statusCode: 414 }), 'InvalidURI', 'client'],
    [Object.assign(new Error('x'), { statusCode: 431 }), 'RequestHeaderSectionTooLarge', 'client'],
    [Object.assign(new Error('x'), { status: 404 }), 'NoSuchBucket', 'client'],
    [Object.assign(new Error('x'), { status: 418 }), 'InvalidRequest', 'client'],
    [Object.assign(new Error('x'), { statusCode: 503 }), 'InternalError', 'gateway'],
    [new TypeError('bug'), 'InternalError', 'gateway'],
    ['a string', 'InternalError', 'gateway'],
    [undefined, 'InternalError', 'gateway'],
  ])('%p is %s', (thrown, code, source) => {
    const error = classify(thrown);
    expect([error.code, error.source]).toEqual([code, source]);
    expect(error.message).not.toContain('bug');
  });

  it('keeps what a backend said, with its own code and status', () => {
    const error = GatewayError.fromBackend('TooManyTags', 409);
    expect([error.code, error.status, error.source]).toEqual(['TooManyTags', 409, 'client']);
  });
});
