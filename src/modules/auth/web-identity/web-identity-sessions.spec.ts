import { describe, expect, it } from '@jest/globals';
import { DerivedKeys } from '../../runtime/index.js';
import { issueSession } from './session-seal.js';
import { WebIdentitySessions } from './web-identity-sessions.js';

const { sessions: KEYS } = new DerivedKeys(['the-secret-of-this-test']);
const END = 1_900_000_000_000;
const BUCKET = { roles: new Set(['uploader']), trust: 'ours' };

function issue(role = 'uploader', trusts = ['another', 'ours']) {
  const session = issueSession(KEYS, { role, trusts, subject: 'alice', claims: { tenant: 'acme' }, expiresAt: END });
  if (session === undefined) throw new Error('The session of this test is too large');
  return session;
}

describe('the sessions of a bucket', () => {
  it('count until their end, remembered or not', () => {
    const sessions = new WebIdentitySessions(KEYS, BUCKET);
    const { accessKeyId, secretAccessKey, sessionToken } = issue();
    const find = (now: number) => sessions.find(accessKeyId, sessionToken, now);
    expect(() => find(END)).toThrow(expect.objectContaining({ code: 'ExpiredToken', status: 400 }));
    expect(find(END - 1)).toMatchObject({ accessKeyId, secretAccessKey, sessionToken });
    expect(() => find(END)).toThrow(expect.objectContaining({ code: 'ExpiredToken' }));
  });

  it('say who the caller is, for the role and the trust of the bucket alone', () => {
    const sessions = new WebIdentitySessions(KEYS, BUCKET);
    const callerWith = (...args: Parameters<typeof issue>) => {
      const { accessKeyId, sessionToken } = issue(...args);
      const key = sessions.find(accessKeyId, sessionToken, 0);
      return key && sessions.callerOf(key);
    };
    const refusal = expect.objectContaining({ code: 'AccessDenied' });
    expect(callerWith()).toEqual({ method: 'sigv4', subject: 'alice', claims: { tenant: 'acme' }, expiresAt: END });
    expect(() => callerWith('admin')).toThrow(refusal);
    expect(() => callerWith('uploader', ['another'])).toThrow(refusal);
  });

  it('leave keys of another kind alone', () => {
    const sessions = new WebIdentitySessions(KEYS, BUCKET);
    expect(sessions.find('AKIDEXAMPLE', 'token', 0)).toBeUndefined();
    expect(sessions.callerOf({ accessKeyId: 'AK', secretAccessKey: 'SK', subject: 'bob' })).toBeUndefined();
    const missing = expect.objectContaining({ code: 'InvalidToken' });
    expect(() => sessions.find(issue().accessKeyId, undefined, 0)).toThrow(missing);
  });
});
