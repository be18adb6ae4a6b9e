import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { BackendFault, unavailable } from './backend-fault.js';

const coded = (code: string): Error => Object.assign(new Error(code), { code });

describe('unavailable', () => {
  it.each([
    ['a connection that was never made', coded('ECONNREFUSED'), 'ServiceUnavailable', true],
    ['a name that was not found', coded('ENOTFOUND'), 'ServiceUnavailable', true],
    ['a connection that broke', coded('ECONNRESET'), 'ServiceUnavailable', false],
    ['an answer that did not come', new BackendFault('RESPONSE_TIMEOUT'), 'GatewayTimeout', false],
    ['an answer before its time', new BackendFault('EARLY_SUCCESS'), 'ServiceUnavailable', false],
    ['something unknown', 'thrown', 'ServiceUnavailable', false],
  ])('knows whether anything can have been done: %s', (_what, error, code, undone) => {
    expect(unavailable(error)).toMatchObject({ code, undone });
    expect(unavailable(error, true)).toMatchObject({ code, undone: true });
  });

  it('leaves the errors of the domain as they are', () => {
    const error = new GatewayError('SlowDown');
    expect(unavailable(error, true)).toBe(error);
  });
});
