import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { configWarnings } from '../config-warnings.js';
import { parseConfig } from '../parse-config.js';

const pem = (type: 'spki' | 'pkcs1', key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey): string =>
  key.export({ type, format: 'pem' }).toString();
const RSA = pem('spki');
const EC = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const SECRET = 'hunter2-hunter2-hunter2-hunter2-hunter2';
const HS = { algorithm: 'HS256', secret: SECRET };
const JWKS = { algorithm: 'RS256', jwks_url: 'https://idp.example.com/jwks', issuer: 'i', audience: 'a' };
const SIGV4 = { access_key: 'AK', secret_key: 'SK' };

function parse(jwt: unknown, more: object = {}) {
  const auth = { enabled: true, jwt, ...more };
  const bucket = { name: 'a', path_prefix: '/a', filesystem: { root: '/d' }, auth };
  return parseConfig(JSON.stringify({ server: { address: '127.0.0.1:1' }, buckets: [bucket] }), { env: {} });
}

function problems(jwt: unknown, more?: object): readonly string[] {
  const result = parse(jwt, more);
  const messages = result.ok ? [] : result.faults.map(({ message }) => message.replace('buckets[0].auth.', ''));
  expect(messages.join()).not.toContain('hunter2');
  return messages;
}

function completed(jwt: unknown): unknown {
  const result = parse(jwt);
  const auth = result.ok ? result.config.buckets[0]?.auth : undefined;
  return auth?.enabled === true ? auth.jwt : undefined;
}

function warnings(jwt: unknown): readonly string[] {
  const result = parse(jwt);
  return result.ok ? configWarnings(result.config) : ['faults'];
}

describe('auth.jwt of a bucket', () => {
  it('loads with one secret, and fills in the rest', () => {
    expect(completed(HS)).toEqual({
      keys: [{ algorithms: ['HS256'], secret: SECRET }],
      clock_tolerance_seconds: 30,
      token_sources: [{ type: 'bearer' }],
      claims: [],
      sigv4_session: false,
    });
  });

  it('gives each key the algorithms that fit it', () => {
    const all = ['HS512', 'RS256', 'PS384', 'ES384'];
    expect(
      completed({
        algorithms: all,
        secret: SECRET,
        public_key: RSA,
        ...{ jwks_urls: ['https://x/'] },
        issuer: 'any',
        audience: ['a', 'b'],
      }),
    ).toMatchObject({
      keys: [
        { algorithms: ['HS512'], secret: SECRET },
        { algorithms: ['RS256', 'PS384'], public_key: RSA },
      ],
      jwks: {
        urls: ['https://x/'],
        algorithms: ['RS256', 'PS384', 'ES384'],
        cache_ttl: 3_600_000,
        max_stale: 86_400_000,
      },
      audience: ['a', 'b'],
    });
    expect(completed({ keys: [{ kid: 'k', algorithm: 'ES384', public_key: EC }] })).toMatchObject({
      keys: [{ kid: 'k', algorithms: ['ES384'], public_key: EC }],
    });
  });

  it.each<[string, object, string[]]>([
    [
      'no key',
      { algorithm: 'HS256' },
      ['jwt: needs secret, public_key, keys, jwks_url or jwks_urls to verify tokens with'],
    ],
    ['no algorithm', { secret: SECRET }, ['jwt: needs algorithm or algorithms']],
    [
      'two spellings of the algorithm',
      { ...HS, algorithms: ['HS256'] },
      ['jwt.algorithms: cannot stand beside algorithm'],
    ],
    [
      'two spellings of the key set',
      { ...JWKS, jwks_urls: ['https://x/'] },
      ['jwt.jwks_urls: cannot stand beside jwks_url'],
    ],
    [
      'alg none',
      { ...HS, algorithm: 'none' },
      [expect.stringMatching(/^jwt.algorithm: expected one of HS256, .*EdDSA$/) as unknown as string],
    ],
    [
      'an algorithm without a key, and a key without one',
      { algorithm: 'RS256', secret: SECRET },
      [
        'jwt.algorithm: there is no key for it: HS256, HS384 and HS512 need secret, the others a public key of their kind',
        'jwt.secret: is for HS256, HS384, HS512, none of which is accepted',
      ],
    ],
    [
      'a secret for a key set',
      { ...JWKS, algorithms: ['RS256', 'HS256'], algorithm: undefined },
      [expect.stringContaining('jwt.algorithms[1]: there is no key') as unknown as string],
    ],
    [
      'another curve',
      { algorithms: ['ES384', 'ES256'], public_key: EC },
      [expect.stringContaining('jwt.algorithms[1]: there is no key') as unknown as string],
    ],
    [
      'a weak RSA key',
      { algorithm: 'RS256', public_key: pem('spki', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey) },
      [expect.stringContaining('jwt.public_key: must be an RSA key of at least 2048 bits') as unknown as string],
    ],
    [
      'no PEM',
      { algorithm: 'RS256', public_key: 'hunter2' },
      [expect.stringContaining('jwt.public_key: expected a public key in PEM') as unknown as string],
    ],
    [
      'a private key',
      {
        algorithm: 'RS256',
        public_key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      },
      [expect.stringContaining('jwt.public_key: expected a public key in PEM') as unknown as string],
    ],
    [
      'a key without a key',
      { keys: [{ kid: 'k', algorithm: 'HS256' }] },
      ['jwt.keys[0]: needs one of secret and public_key'],
    ],
    [
      'a key with another algorithm',
      { keys: [{ kid: 'k', algorithm: 'HS256', public_key: RSA }] },
      [expect.stringContaining('jwt.keys[0].algorithm: does not fit the key, which is for RS256') as unknown as string],
    ],
    [
      'a key id twice',
      { keys: [0, 1].map(() => ({ kid: 'k', algorithm: 'HS256', secret: SECRET })) },
      ['jwt.keys[1].kid: is the same as in keys[0]'],
    ],
    [
      'an algorithm beside keys',
      { algorithm: 'HS256', keys: [{ kid: 'k', algorithm: 'HS256', secret: SECRET }] },
      ['jwt.algorithm: has no effect: each of keys has its own algorithm'],
    ],
    [
      'a key set that is for everyone',
      { algorithm: 'RS256', jwks_url: 'https://x/' },
      [
        'jwt.jwks_url: needs issuer: the provider signs for others too (`issuer: any` accepts them)',
        'jwt.jwks_url: needs audience: the provider signs for others too (`audience: any` accepts them)',
      ],
    ],
    ['any beside a name', { ...JWKS, issuer: ['any', 'x'] }, ['jwt.issuer: any must stand alone']],
    [
      'no key set for its settings',
      { ...HS, jwks_max_stale: '1h', tls: {} },
      ['jwt.jwks_max_stale: has no effect without jwks_url', 'jwt.tls: has no effect without jwks_url'],
    ],
    [
      'less patience than life',
      { ...JWKS, jwks_max_stale: '59m' },
      ['jwt.jwks_max_stale: must not be shorter than cache_ttl_seconds'],
    ],
    [
      'a key set that is a file',
      { ...JWKS, jwks_url: 'file:///etc/passwd' },
      ['jwt.jwks_url: expected an http or https URL'],
    ],
    [
      'a password in the address',
      { ...JWKS, jwks_url: 'https://u:hunter2@x/' },
      ['jwt.jwks_url: must not hold a user or password'],
    ],
    [
      'TLS without TLS',
      { ...JWKS, jwks_url: 'http://127.0.0.1/', tls: { ca: 'x' } },
      ['jwt.tls: has no effect on an http key set'],
    ],
    ['half a client certificate', { ...JWKS, tls: { cert: 'x' } }, ['jwt.tls.cert: needs key beside it']],
    [
      'sessions without signatures',
      { ...HS, sigv4_session: true },
      ['jwt.sigv4_session: needs sigv4, the pairs that clients sign with'],
    ],
  ])('refuses %s', (_name, jwt, expected) => {
    expect(problems(jwt)).toEqual(expected);
  });

  it('refuses session tokens of keys beside those of sigv4_session', () => {
    const problem = 'cannot stand beside jwt.sigv4_session: the token takes its place';
    expect(problems({ ...HS, sigv4_session: true }, { sigv4: { ...SIGV4, session_token: 'x' } })).toEqual([
      `sigv4.session_token: ${problem}`,
    ]);
    expect(
      problems({ ...HS, sigv4_session: true }, { sigv4: { credentials: [{ ...SIGV4, session_token: 'x' }] } }),
    ).toEqual([`sigv4.credentials[0].session_token: ${problem}`]);
    expect(problems(HS, { enabled: false })).toEqual(['jwt: has no effect while enabled is false']);
  });

  it.each([
    [{ type: 'bearer', name: 'x' }, 'bearer takes no name: it is the header Authorization'],
    [{ type: 'query' }, 'query needs name, the parameter'],
    [{ type: 'query', name: 'uploadId' }, 'the parameter has a meaning in S3: choose another'],
    [{ type: 'query', name: 'X-Amz-Security-Token' }, 'the parameter has a meaning in S3: choose another'],
    [{ type: 'query', name: 't', prefix: 'x' }, 'prefix goes with a header only'],
    [{ type: 'header' }, 'header needs name'],
    [{ type: 'header', name: 'X-Amz-Meta-Token' }, 'the header has a meaning already: choose another'],
    [{ type: 'header', name: 'Content-Type' }, 'the header has a meaning already: choose another'],
    [
      { type: 'header', name: 'Authorization' },
      'the header Authorization needs a prefix: it can hold other credentials',
    ],
    [{ type: 'cookie' }, 'cookie needs name'],
  ])('refuses the token source %j', (source, problem) => {
    expect(problems({ ...HS, token_sources: [source] })).toEqual([`jwt.token_sources[0]: ${problem}`]);
  });

  it('refuses a token source twice', () => {
    const token_sources = [
      { type: 'header', name: 'X-T' },
      { type: 'header', name: 'x-t' },
    ];
    expect(problems({ ...HS, token_sources })).toEqual(['jwt.token_sources[1]: is the same as token_sources[0]']);
  });

  it.each([
    ['hello', 'expected a claim rule (a mapping), got a string'],
    [{}, 'needs claim, the name or path of a claim'],
    [
      { claim: 'a', operator: 'is' },
      'needs operator, one of equals, not_equals, in, contains, starts_with, gt, lt, exists',
    ],
    [{ claim: 'a', operator: 'equals' }, 'equals needs value, a string, number or boolean'],
    [{ claim: 'a', operator: 'in', value: [] }, 'in needs value, a list of strings, numbers or booleans'],
    [{ claim: 'a', operator: 'starts_with', value: '' }, 'starts_with needs value, a string that is not empty'],
    [{ claim: 'a', operator: 'gt', value: 'x' }, 'gt needs value, a number'],
    [{ claim: 'a', operator: 'exists', value: 'x' }, 'exists takes value true or false'],
    [{ claim: 'a', operator: 'exists', values: true }, 'takes claim, operator and value, or any, or all'],
    [{ any: [] }, 'any must have at least one rule'],
    [{ all: {} }, 'expected a list of rules in all, got a mapping'],
    [{ any: [{ all: [{ claim: 1 }] }] }, 'any[0]: all[0]: needs claim, the name or path of a claim'],
    [{ any: [{ claim: 'a', operator: 'exists' }], claim: 'a' }, 'any must stand alone in its mapping'],
  ])('refuses the claim rule %j', (rule, problem) => {
    expect(problems({ ...HS, claims: [rule] })).toEqual([`jwt.claims[0]: ${problem}`]);
  });

  it('warns of what can be meant but is weak', () => {
    expect(warnings(HS)).toEqual([]);
    expect(warnings({ ...HS, algorithm: 'HS512' })).toEqual([
      'bucket "a": a secret of auth.jwt has less than 64 bytes: it can be guessed from a token',
    ]);
    expect(warnings({ ...JWKS, issuer: 'any', audience: 'any', jwks_url: 'http://idp.example.com/' })).toEqual([
      'bucket "a": auth.jwt.issuer is any: tokens of every issuer that the key set signs for count',
      'bucket "a": auth.jwt.audience is any: tokens that were issued for other services count',
      'bucket "a": the key set of idp.example.com comes over http: whoever is on the way can replace it',
    ]);
    expect(warnings({ ...JWKS, jwks_url: 'http://127.0.0.1:8/' })).toEqual([]);
  });
});
