import { describe, expect, it } from '@jest/globals';
import { formatFault } from '../config-fault.js';
import { parseConfig } from '../parse-config.js';

const PAIR = { access_key: 'AK', secret_key: 'hunter2' };

function parse(auth: unknown) {
  const bucket = { name: 'a', path_prefix: '/a', filesystem: { root: '/d' }, auth };
  return parseConfig(JSON.stringify({ buckets: [bucket] }), { env: {} });
}

function problems(auth: unknown): readonly string[] {
  const result = parse(auth);
  return result.ok ? [] : result.faults.map(({ message }) => message.replace('buckets[0].auth', 'auth'));
}

function completed(auth: unknown): unknown {
  const result = parse(auth);
  return result.ok ? result.config.buckets[0]?.auth : result.faults;
}

describe('auth of a bucket', () => {
  it('needs something to check when it is enabled, and nothing else', () => {
    expect(problems({ enabled: true })).toEqual([
      'auth.enabled: true needs jwt or sigv4, which say who may use the bucket',
    ]);
    expect(problems({ enabled: false, sigv4: PAIR })).toEqual(['auth.sigv4: has no effect while enabled is false']);
    expect(problems({ enabled: 'false', sigv4: PAIR })).toEqual(['auth.sigv4: has no effect while enabled is false']);
  });

  it('names its keys in exactly one way', () => {
    const sigv4 = (value: object) => problems({ enabled: true, sigv4: value });
    expect(sigv4({})).toEqual(['auth.sigv4: needs access_key and secret_key, or credentials, or credentials_file']);
    expect(sigv4({ access_key: 'AK' })).toEqual(['auth.sigv4: needs secret_key as well']);
    expect(sigv4({ secret_key: 'SK' })).toEqual(['auth.sigv4: needs access_key as well']);
    expect(sigv4({ ...PAIR, credentials: [PAIR] })).toEqual([
      'auth.sigv4.access_key: cannot stand beside credentials: write it into an entry of the list',
      'auth.sigv4.secret_key: cannot stand beside credentials: write it into an entry of the list',
    ]);
    expect(sigv4({ credentials: [] })).toEqual(['auth.sigv4.credentials: must have at least one entry']);
    expect(sigv4({ credentials: [PAIR, PAIR] })).toEqual([
      'auth.sigv4.credentials[1].access_key: is the same as in credentials[0]',
    ]);
  });

  it('may have its keys in a file, alone or beside others', () => {
    const inFile = (text: string, sigv4: object = {}) => {
      const auth = { enabled: true, sigv4: { ...sigv4, credentials_file: '/run/hunter2' } };
      const bucket = { name: 'a', path_prefix: '/a', filesystem: { root: '/d' }, auth };
      const readFile = (path: string) => {
        if (text === '') throw Object.assign(new Error(path), { code: 'ENOENT' });
        return text;
      };
      const result = parseConfig(JSON.stringify({ buckets: [bucket] }), { env: {}, readFile });
      return result.ok ? result.config.buckets[0]?.auth : result.faults.map(formatFault);
    };
    const file = { path: '/run/hunter2', credentials: [{ ...PAIR, subject: 'AK' }] };
    expect(inFile(JSON.stringify([PAIR]))).toMatchObject({ sigv4: { credentials: [], credentials_file: file } });
    const other = { access_key: 'other', secret_key: 's' };
    for (const sigv4 of [other, { credentials: [other] }]) {
      expect(inFile(JSON.stringify([PAIR]), sigv4)).toMatchObject({
        sigv4: { credentials: [other], credentials_file: file },
      });
    }
    for (const sigv4 of [PAIR, { credentials: [PAIR] }]) {
      expect(inFile(JSON.stringify([PAIR]), sigv4)).toEqual([
        'credentials_file of buckets[0]:1:16 [0].access_key: stands in the configuration already',
      ]);
    }
    expect(inFile('[]', { subject: 'who' })).toEqual([
      expect.stringContaining('auth.sigv4: needs access_key and secret_key'),
    ]);
    expect(inFile('')).toEqual([
      expect.stringMatching(
        /^config\.yaml:1:\d+ buckets\[0\]\.auth\.sigv4\.credentials_file: the file cannot be read \(ENOENT\)$/,
      ),
    ]);
  });

  it('never repeats what could be a secret', () => {
    const entry = { access_key: 'hunter2 ', secret_key: ['hunter2'], session_token: 'hunter2\n', not_after: 'hunter2' };
    const messages = problems({ enabled: true, sigv4: { credentials: [entry], service: 'hunter2' } });
    expect(messages).toHaveLength(5);
    expect(messages.join('')).not.toContain('hunter2');
  });

  it('is completed with its defaults', () => {
    expect(completed({ enabled: true, sigv4: { ...PAIR, session_token: '' } })).toEqual({
      enabled: true,
      sigv4: {
        region: 'us-east-1',
        service: 's3',
        max_clock_skew_seconds: 900,
        replay_protection: 'off',
        credentials: [{ ...PAIR, subject: 'AK' }],
      },
    });
    const entry = { ...PAIR, subject: 'alice', session_token: 't', not_after: '2027-01-31T02:00:00+02:00' };
    expect(completed({ enabled: true, sigv4: { region: 'eu', credentials: [entry] } })).toMatchObject({
      sigv4: { region: 'eu', credentials: [{ ...entry, not_after: Date.UTC(2027, 0, 31) }] },
    });
    expect(completed({ enabled: false })).toEqual({ enabled: false });
  });

  it.each(['2027-02-30T00:00:00Z', '2027-01-31', '2027-01-31T00:00:00', 'tomorrow', 1, '2027-01-31T25:00:00Z'])(
    'has no key that ends at %j',
    (not_after) => {
      expect(problems({ enabled: true, sigv4: { credentials: [{ ...PAIR, not_after }] } })).toEqual([
        expect.stringContaining('auth.sigv4.credentials[0].not_after: expected a date and time with a zone'),
      ]);
    },
  );
});

describe('auth.web_identity of a bucket', () => {
  const jwt = { algorithm: 'HS256', secret: 'hunter2-hunter2-hunter2-hunter2-hunter2' };
  const web_identity = { roles: ['uploader'] };

  it('brings the rules of signatures along, without a pair', () => {
    const rules = {
      service: 's3',
      max_clock_skew_seconds: 900,
      replay_protection: 'off',
      credentials: [],
    };
    expect(completed({ enabled: true, jwt, web_identity })).toMatchObject({
      sigv4: { region: 'us-east-1', ...rules },
      web_identity: { roles: ['uploader'], max_session: 3_600_000 },
    });
    const sigv4 = { region: 'eu-west-1' };
    expect(completed({ enabled: true, jwt, web_identity, sigv4 })).toMatchObject({ sigv4: { ...sigv4, ...rules } });
  });

  it('needs tokens, and roles with names', () => {
    expect(problems({ enabled: true, sigv4: PAIR, web_identity })).toEqual([
      'auth.web_identity: needs jwt, which says whose tokens count',
    ]);
    expect(problems({ enabled: false, web_identity, jwt })).toContain(
      'auth.web_identity: has no effect while enabled is false',
    );
    expect(problems({ enabled: true, jwt, web_identity: { roles: ['a/b'], max_session: '13h' } })).toEqual([
      'auth.web_identity.roles[0]: must be 1 to 64 letters, digits and _+=,.@-',
      'auth.web_identity.max_session: must be at most 12h',
    ]);
    expect(problems({ enabled: true, jwt, web_identity: { roles: [] } })).toHaveLength(1);
  });

  it('does not take the place of the pair that sigv4_session needs', () => {
    const session = { ...jwt, sigv4_session: true };
    expect(problems({ enabled: true, jwt: session, sigv4: { region: 'eu-west-1' }, web_identity })).toEqual([
      'auth.sigv4: needs access_key and secret_key, or credentials, or credentials_file',
    ]);
  });
});
