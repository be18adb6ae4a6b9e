import { describe, expect, it } from '@jest/globals';
import { authorizationRequest } from '../../../../test/support/authorization-request.js';
import { policyInput, withTime } from './policy-input.js';

const NOW = new Date('2027-01-31T12:00:00Z');
const { context } = authorizationRequest();

describe('the input of a policy', () => {
  it('is one document with the time in it', () => {
    const principal = { method: 'sigv4' as const, subject: 'a"b', claims: { tenant: 'acme', exp: 1 } };
    expect(JSON.parse(withTime(policyInput(authorizationRequest({ principal })), NOW))).toEqual({
      subject: 'a"b',
      claims: { tenant: 'acme' },
      action: 'upload',
      operation: 'PutObject',
      resource: { bucket: 'b', key: 'k' },
      context: {
        method: 'PUT',
        path: '/b/k',
        ip: '127.0.0.1',
        content_length: 5,
        headers: {},
        time: '2027-01-31T12:00:00.000Z',
      },
    });
  });

  it('leaves out a length that is not declared', () => {
    const input = policyInput(authorizationRequest({ context: { ...context, contentLength: undefined } }));
    expect(input).not.toContain('content_length');
  });

  it('shows no header that proves an identity or decrypts an object', () => {
    const secret = [
      'authorization',
      'cookie',
      'x-amz-security-token',
      'x-amz-date',
      'x-auth-token',
      'x-amz-server-side-encryption-customer-key',
      'x-amz-copy-source-server-side-encryption-customer-key',
      'x-amz-meta-token',
    ];
    const headers = new Map([...secret.map((name) => [name, 'SECRET'] as const), ['content-type', 'text/plain']]);
    const input = policyInput(authorizationRequest({ context: { ...context, headers } }));
    expect(input).not.toContain('SECRET');
    expect(input).toContain('"content-type":"text/plain"');
  });
});
