import { describe, expect, it } from '@jest/globals';
import { DerivedKeys } from '../../runtime/index.js';
import { isSessionKey, issueSession, openSession } from './session-seal.js';
import type { SessionCredentials } from './session-seal.js';

const { sessions: KEYS } = new DerivedKeys(['the-first-secret', 'the-second-secret']);
const { sessions: OTHERS } = new DerivedKeys(['a-third-secret']);
const SESSION = {
  role: 'uploader',
  trusts: ['t'],
  subject: 'alice',
  claims: { tenant: 'acme', roles: ['a', 'b'], ['__proto__']: 'x' },
  expiresAt: 1_900_000_000_000,
};

function issue(): SessionCredentials {
  const credentials = issueSession(KEYS, SESSION);
  if (credentials === undefined) throw new Error('The session of this test is too large');
  return credentials;
}

describe('a sealed session', () => {
  it('is opened by whoever has the secret, at any place in the list', () => {
    const { accessKeyId, secretAccessKey, sessionToken } = issue();
    for (const keys of [KEYS, [...OTHERS, ...KEYS], KEYS.slice(0, 1)]) {
      const opened = openSession(keys, accessKeyId, sessionToken);
      expect(opened?.secretAccessKey).toBe(secretAccessKey);
      expect(JSON.stringify(opened?.session)).toBe(JSON.stringify(SESSION));
    }
    expect(openSession(KEYS.slice(1), accessKeyId, sessionToken)).toBeUndefined();
    expect(openSession(OTHERS, accessKeyId, sessionToken)).toBeUndefined();
  });

  it('has another key each time and says nothing in clear', () => {
    const [one, other] = [issue(), issue()];
    expect(isSessionKey(one.accessKeyId)).toBe(true);
    expect(one.accessKeyId).not.toBe(other.accessKeyId);
    expect(one.secretAccessKey).not.toBe(other.secretAccessKey);
    expect(Buffer.from(one.sessionToken, 'base64url').toString('latin1')).not.toMatch(/alice|acme|uploader/);
    expect(openSession(KEYS, one.accessKeyId, other.sessionToken)).toBeUndefined();
  });

  it('does not open after any change of a byte, or in another spelling', () => {
    const { accessKeyId, sessionToken } = issue();
    const bytes = Buffer.from(sessionToken, 'base64url');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(openSession(KEYS, accessKeyId, changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of [
      '',
      'A',
      sessionToken.slice(0, -4),
      `${sessionToken}=`,
      ` ${sessionToken}`,
      `${sessionToken}AAAA`,
    ]) {
      expect(openSession(KEYS, accessKeyId, text)).toBeUndefined();
    }
  });

  it('has a bound', () => {
    expect(issueSession(KEYS, { ...SESSION, claims: { groups: 'x'.repeat(8192) } })).toBeUndefined();
  });
});
