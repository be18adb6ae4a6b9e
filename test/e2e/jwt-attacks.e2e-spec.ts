import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, SignJWT } from 'jose';
import { forgeAsymmetric, forgeHmac, part } from '../support/forge-token.js';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { AUDIENCE, goodClaims, IdentityProvider, ISSUER, signingKey, tokenOf } from '../support/identity-provider.js';
import type { SigningKey } from '../support/identity-provider.js';
import { request, verdictOn } from '../support/raw-request.js';
import type { RawHeaders } from '../support/raw-request.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

const SECRET = 'a-shared-secret-of-forty-two-characters-00';
const OTHER_SECRET = 'another-secret-of-forty-two-characters-000';
const HS256 = { alg: 'HS256', typ: 'JWT' };
const NOW = Math.floor(Date.now() / 1000);

let dir: TempDir;
let gateway: TestGateway;
let provider: IdentityProvider;
let rsa: SigningKey;
let ec: SigningKey;
let stranger: SigningKey;
let pem: string;
/** Everything that was sent as a token: none of it may be in a log line. */
const sent = new Set<string>();

beforeAll(async () => {
  dir = await tempDir();
  [rsa, ec, stranger] = await Promise.all([
    signingKey('rsa-1', 'RS256'),
    signingKey('ec-1', 'ES256'),
    signingKey('rsa-1', 'RS256'),
  ]);
  pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  provider = await IdentityProvider.start(rsa, ec);
  provider.extraKeys = [
    { kty: 'oct', k: Buffer.from(OTHER_SECRET).toString('base64url'), kid: 'published-secret', alg: 'HS256' },
    { ...(await exportJWK(stranger.publicKey)), kid: 'for-encryption', use: 'enc' },
    { ...(await exportJWK(stranger.publicKey)), kid: 'for-wrapping', key_ops: ['wrapKey'] },
    { ...(await exportJWK(stranger.publicKey)), kid: 'for-pss', alg: 'PS256' },
  ];
  const rules = { issuer: ISSUER, audience: [AUDIENCE, 'uploads'] };
  const jwks = { algorithms: ['RS256', 'ES256'], jwks_url: provider.url, ...rules };
  const sigv4 = { access_key: 'AK', secret_key: 'SK' };
  const buckets = {
    hs: {
      jwt: {
        algorithm: 'HS256',
        secret: SECRET,
        ...rules,
        token_sources: [
          { type: 'bearer' },
          { type: 'query', name: 'token' },
          { type: 'header', name: 'X-Auth-Token', prefix: 'Token ' },
          { type: 'cookie', name: 'session' },
        ],
        claims: [
          { claim: 'tenant', operator: 'not_equals', value: 'globex' },
          { claim: 'sub', operator: 'exists' },
        ],
      },
    },
    bearer: { jwt: { algorithm: 'HS256', secret: SECRET, ...rules } },
    jwks: { jwt: jwks },
    pem: { jwt: { algorithm: 'RS256', public_key: pem, ...rules } },
    keys: {
      jwt: {
        keys: [
          { kid: 'one', algorithm: 'HS256', secret: SECRET },
          { kid: 'two', algorithm: 'HS512', secret: OTHER_SECRET },
          { kid: '../../etc/passwd', algorithm: 'RS256', public_key: pem },
        ],
        ...rules,
      },
    },
    both: {
      jwt: { algorithm: 'HS256', secret: SECRET, ...rules, token_sources: [{ type: 'query', name: 'token' }] },
      sigv4,
    },
  };
  const list = Object.entries(buckets).map(([name, auth]) => ({
    name,
    path_prefix: `/${name}`,
    filesystem: { root: dir.join('data', name), fsync: false },
    auth: { enabled: true, ...auth },
  }));
  gateway = await startGateway(`buckets: ${JSON.stringify(list)}`, dir.join('state'));
});

beforeEach(() => {
  sent.clear();
});

afterAll(async () => {
  await gateway.close();
  await provider[Symbol.asyncDispose]();
  await dir.remove();
});

async function put(target: string, headers: RawHeaders = {}): Promise<string> {
  return verdictOn(gateway.port, request('PUT', target, 'hello', headers));
}

/** The verdict on a token in the header Authorization. */
function bearer(bucket: string, token: string): Promise<string> {
  sent.add(token);
  return put(`/${bucket}/key`, { Authorization: `Bearer ${token}` });
}

const hmac = (claims: unknown, header: object = HS256, secret: string | Buffer = SECRET): string =>
  forgeHmac(header, claims, secret);

async function objects(): Promise<string[]> {
  const files = await filesBelow(dir.join('data'));
  return files.filter((path) => !path.includes('/.mizuchi/'));
}

/** Nothing is stored, and no part of what was sent is in the log. */
async function expectNoTrace(): Promise<void> {
  expect(await objects()).toEqual([]);
  const log = JSON.stringify(gateway.log);
  for (const token of sent) {
    for (const piece of token.split('.').filter((text) => text.length > 12))
      expect(log).not.toContain(piece.slice(0, 200));
  }
}

const INVALID = '401 InvalidToken';
const EXPIRED = '401 ExpiredToken';
const NONE = '401 AccessDenied';
const SEVERAL = '400 InvalidArgument';

type Attack = readonly [name: string, verdict: string, attempt: () => Promise<string>];

const claimAttacks: Attack[] = (
  [
    ['expired', EXPIRED, { exp: NOW - 3600 }],
    ['expired beyond the tolerance', EXPIRED, { exp: NOW - 31 }],
    ['exp at the beginning of time', EXPIRED, { exp: 0 }],
    ['exp is negative', EXPIRED, { exp: -1 }],
    ['no exp', INVALID, { exp: undefined }],
    ['exp is null', INVALID, { exp: null }],
    ['exp is a text', INVALID, { exp: '9999999999' }],
    ['exp is a list', INVALID, { exp: [9999999999] }],
    ['not valid yet', INVALID, { nbf: NOW + 3600 }],
    ['nbf is a text', INVALID, { nbf: '0' }],
    ['issued in the future', INVALID, { iat: NOW + 3600 }],
    ['iat is a text', INVALID, { iat: 'now' }],
    ['another issuer', INVALID, { iss: 'https://evil.example.com' }],
    ['an issuer with a slash more', INVALID, { iss: `${ISSUER}/` }],
    ['an issuer in other case', INVALID, { iss: ISSUER.toUpperCase() }],
    ['a list of issuers', INVALID, { iss: [ISSUER] }],
    ['no issuer', INVALID, { iss: undefined }],
    ['another audience', INVALID, { aud: 'other' }],
    ['other audiences', INVALID, { aud: ['other', 'mizuchi'] }],
    ['no audience', INVALID, { aud: undefined }],
    ['an empty list of audiences', INVALID, { aud: [] }],
    ['an audience that contains ours', INVALID, { aud: `${AUDIENCE}-test` }],
    ['an audience that is a mapping', INVALID, { aud: { [AUDIENCE]: true } }],
    ['no subject', INVALID, { sub: undefined }],
    ['an empty subject', INVALID, { sub: '' }],
    ['a subject that is a number', INVALID, { sub: 7 }],
    ['a subject with a line break', INVALID, { sub: 'a\nb' }],
    ['a subject longer than anyone has', INVALID, { sub: 'a'.repeat(1025) }],
  ] as const
).map(([name, verdict, claims]) => [name, verdict, () => bearer('hs', hmac(goodClaims(claims)))]);

const algorithmAttacks: Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', 'hs256', 'HS256 ', 'HS1', 'A128KW', 'dir'].flatMap((alg): Attack[] => [
    [`alg "${alg}" without signature`, INVALID, () => bearer('hs', `${part({ alg })}.${part(goodClaims())}.`)],
    [`alg "${alg}" with a right signature`, INVALID, () => bearer('hs', hmac(goodClaims(), { alg }))],
  ]),
  ['no alg', INVALID, () => bearer('hs', hmac(goodClaims(), { typ: 'JWT' }))],
  ['alg is a list', INVALID, () => bearer('hs', hmac(goodClaims(), { alg: ['HS256'] }))],
  [
    'HS512 where HS256 is accepted',
    INVALID,
    () => bearer('hs', forgeHmac({ alg: 'HS512' }, goodClaims(), SECRET, 'sha512')),
  ],
  ['RS256 where HS256 is accepted', INVALID, () => tokenOf(rsa).then((token) => bearer('hs', token))],
  ['HS256 with the public key as secret', INVALID, () => bearer('pem', hmac(goodClaims(), HS256, pem))],
  ['HS256 with the public key less its line end', INVALID, () => bearer('pem', hmac(goodClaims(), HS256, pem.trim()))],
  [
    'HS256 with the public key as DER',
    INVALID,
    () => bearer('pem', hmac(goodClaims(), HS256, createPublicKey(pem).export({ type: 'spki', format: 'der' }))),
  ],
  [
    'HS256 with a published key as secret',
    INVALID,
    () => bearer('jwks', hmac(goodClaims(), { ...HS256, kid: 'rsa-1' }, pem)),
  ],
  [
    'PS256 where RS256 is accepted',
    INVALID,
    () => tokenOf({ ...rsa, algorithm: 'PS256' }).then((token) => bearer('jwks', token)),
  ],
  [
    'RS512 where RS256 is accepted',
    INVALID,
    () => tokenOf({ ...rsa, algorithm: 'RS512' }).then((token) => bearer('pem', token)),
  ],
  [
    'RS256 header over an EC signature',
    INVALID,
    () => bearer('jwks', forgeAsymmetric({ alg: 'RS256', kid: 'ec-1' }, goodClaims(), ec.privateKey)),
  ],
  [
    'ES256 with r and s of zero',
    INVALID,
    () =>
      bearer(
        'jwks',
        `${part({ alg: 'ES256', kid: 'ec-1' })}.${part(goodClaims())}.${Buffer.alloc(64).toString('base64url')}`,
      ),
  ],
];

const keyAttacks: Attack[] = [
  ['another secret', INVALID, () => bearer('hs', hmac(goodClaims(), HS256, OTHER_SECRET))],
  ['an empty secret', INVALID, () => bearer('hs', hmac(goodClaims(), HS256, ''))],
  ['a key of a stranger under a known id', INVALID, () => tokenOf(stranger).then((token) => bearer('jwks', token))],
  ['a key of a stranger', INVALID, () => tokenOf(stranger).then((token) => bearer('pem', token))],
  ['an unknown key id', INVALID, () => tokenOf({ ...rsa, kid: 'nobody' }).then((token) => bearer('jwks', token))],
  [
    'a symmetric key of the key set',
    INVALID,
    () => bearer('jwks', hmac(goodClaims(), { ...HS256, kid: 'published-secret' }, OTHER_SECRET)),
  ],
  [
    'a key for encryption',
    INVALID,
    () => tokenOf({ ...stranger, kid: 'for-encryption' }).then((token) => bearer('jwks', token)),
  ],
  [
    'a key for wrapping',
    INVALID,
    () => tokenOf({ ...stranger, kid: 'for-wrapping' }).then((token) => bearer('jwks', token)),
  ],
  [
    'a key for another algorithm',
    INVALID,
    () => tokenOf({ ...stranger, kid: 'for-pss' }).then((token) => bearer('jwks', token)),
  ],
  [
    'the key of another id',
    INVALID,
    () => bearer('keys', forgeHmac({ alg: 'HS256', kid: 'one' }, goodClaims(), OTHER_SECRET)),
  ],
  [
    'the algorithm of another id',
    INVALID,
    () => bearer('keys', forgeHmac({ alg: 'HS512', kid: 'one' }, goodClaims(), SECRET, 'sha512')),
  ],
  ['a key id of a path', INVALID, () => bearer('keys', hmac(goodClaims(), { ...HS256, kid: '../../../dev/null' }, ''))],
  ['a key id of SQL', INVALID, () => bearer('keys', hmac(goodClaims(), { ...HS256, kid: "x' UNION SELECT 'k" }, 'k'))],
  [
    'a key id with the name of a method',
    INVALID,
    () => bearer('keys', hmac(goodClaims(), { ...HS256, kid: 'constructor' })),
  ],
  ['a key id that is a list', INVALID, () => bearer('keys', hmac(goodClaims(), { ...HS256, kid: ['one'] }))],
  ['a key id that is a number', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, kid: 1 }))],
  [
    'an embedded key',
    INVALID,
    async () => bearer('jwks', await tokenOf(stranger, goodClaims(), { jwk: await exportJWK(stranger.publicKey) })),
  ],
  [
    'an address of keys',
    INVALID,
    () => tokenOf(stranger, goodClaims(), { jku: `${provider.url}?evil` }).then((token) => bearer('jwks', token)),
  ],
  [
    'an address of certificates',
    INVALID,
    () => tokenOf(stranger, goodClaims(), { x5u: `${provider.url}?evil` }).then((token) => bearer('jwks', token)),
  ],
  [
    'a certificate',
    INVALID,
    () => tokenOf(stranger, goodClaims(), { x5c: ['MIIB'] }).then((token) => bearer('pem', token)),
  ],
];

const formAttacks: Attack[] = [
  ['an unknown critical extension', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['x'], x: 1 }))],
  ['a critical exp', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['exp'], exp: NOW }))],
  ['an empty list of critical extensions', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, crit: [] }))],
  ['an unencoded payload', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['b64'], b64: false }))],
  ['b64 that is not critical', INVALID, () => bearer('hs', hmac(goodClaims(), { ...HS256, b64: false }))],
  [
    'five parts, as if encrypted',
    INVALID,
    () => bearer('hs', `${part({ alg: 'dir', enc: 'A128GCM' })}..${part('x')}.${part('y')}.${part('z')}`),
  ],
  ['two parts', INVALID, () => bearer('hs', hmac(goodClaims()).split('.').slice(0, 2).join('.'))],
  ['one part', INVALID, () => bearer('hs', 'token')],
  ['four parts', INVALID, () => bearer('hs', `${hmac(goodClaims())}.x`)],
  ['no token behind Bearer', INVALID, () => put('/hs/key', { Authorization: 'Bearer' })],
  ['a signature that is cut', INVALID, () => bearer('hs', hmac(goodClaims()).slice(0, -1))],
  ['a signature with one character more', INVALID, () => bearer('hs', `${hmac(goodClaims())}A`)],
  [
    'a changed payload',
    INVALID,
    () => bearer('hs', exchanged(hmac(goodClaims()), 1, part(goodClaims({ sub: 'root' })))),
  ],
  ['a changed header', INVALID, () => bearer('hs', exchanged(hmac(goodClaims()), 0, part({ ...HS256, x: 1 })))],
  ['a header that is no JSON', INVALID, () => bearer('hs', forgeHmac('{', goodClaims(), SECRET))],
  ['a header that is a list', INVALID, () => bearer('hs', forgeHmac([HS256], goodClaims(), SECRET))],
  ['a payload that is no JSON', INVALID, () => bearer('hs', forgeHmac(HS256, 'hello', SECRET))],
  ['a payload that is a list', INVALID, () => bearer('hs', forgeHmac(HS256, [goodClaims()], SECRET))],
  ['a payload that is null', INVALID, () => bearer('hs', forgeHmac(HS256, 'null', SECRET))],
  [
    'an infinite exp',
    INVALID,
    () => bearer('hs', forgeHmac(HS256, JSON.stringify(goodClaims()).replace(/"exp":\d+/, '"exp":1e999'), SECRET)),
  ],
  [
    'claims a thousand deep',
    INVALID,
    () =>
      bearer(
        'hs',
        forgeHmac(
          HS256,
          JSON.stringify(goodClaims({ x: 0 })).replace('"x":0', `"x":${'['.repeat(1000)}${']'.repeat(1000)}`),
          SECRET,
        ),
      ),
  ],
  ['12 KiB', INVALID, () => bearer('hs', hmac(goodClaims({ x: 'x'.repeat(9000) })))],
  ['64 KiB', '400 RequestHeaderSectionTooLarge', () => bearer('hs', hmac(goodClaims({ x: 'x'.repeat(49_000) })))],
  ['JSON serialization', SEVERAL, () => bearer('hs', JSON.stringify({ payload: 'x', signatures: [{}, {}] }))],
];

const placeAttacks: Attack[] = [
  ['no token', NONE, () => put('/hs/key')],
  ['Basic', NONE, () => put('/hs/key', { Authorization: 'Basic dXNlcjpwYXNz' })],
  ['a token without scheme', NONE, () => put('/hs/key', { Authorization: hmac(goodClaims()) })],
  ['a query parameter that is no source', '501 NotImplemented', () => put(`/bearer/key?token=${hmac(goodClaims())}`)],
  ['a query parameter in other case', '501 NotImplemented', () => put(`/hs/key?Token=${hmac(goodClaims())}`)],
  ['a header that is no source', NONE, () => put('/bearer/key', { 'X-Auth-Token': `Token ${hmac(goodClaims())}` })],
  ['a cookie that is no source', NONE, () => put('/bearer/key', { Cookie: `session=${hmac(goodClaims())}` })],
  ['a cookie of a longer name', NONE, () => put('/hs/key', { Cookie: `xsession=${hmac(goodClaims())}` })],
  ['Bearer that is no source', NONE, () => put('/both/key', { Authorization: `Bearer ${hmac(goodClaims())}` })],
  ['a header without its prefix', NONE, () => put('/hs/key', { 'X-Auth-Token': hmac(goodClaims()) })],
  ['a session token without signature', NONE, () => put('/hs/key', { 'x-amz-security-token': hmac(goodClaims()) })],
  [
    'two Authorization headers',
    SEVERAL,
    () => put('/hs/key', { Authorization: [`Bearer ${hmac(goodClaims())}`, `Bearer ${hmac(goodClaims())}`] }),
  ],
  [
    'Basic before Bearer',
    SEVERAL,
    () => put('/hs/key', { Authorization: ['Basic eDp5', `Bearer ${hmac(goodClaims())}`] }),
  ],
  [
    'Bearer before Basic',
    SEVERAL,
    () => put('/hs/key', { Authorization: [`Bearer ${hmac(goodClaims())}`, 'Basic eDp5'] }),
  ],
  ['two query parameters', SEVERAL, () => put(`/hs/key?token=${hmac(goodClaims())}&token=x`)],
  ['two headers', SEVERAL, () => put('/hs/key', { 'X-Auth-Token': [`Token ${hmac(goodClaims())}`, 'Token x'] })],
  ['two cookies of the name', SEVERAL, () => put('/hs/key', { Cookie: `session=x; session=${hmac(goodClaims())}` })],
  ['an empty query parameter', INVALID, () => put('/hs/key?token=')],
  [
    'a wrong bearer token before a right query parameter',
    INVALID,
    () => put(`/hs/key?token=${hmac(goodClaims())}`, { Authorization: 'Bearer x' }),
  ],
  ['a signature and a token', SEVERAL, () => put(`/both/key?token=${hmac(goodClaims())}`, signatureHeaders())],
  [
    'a signature and a token where tokens alone count',
    SEVERAL,
    () => put(`/hs/key?token=${hmac(goodClaims())}`, signatureHeaders()),
  ],
  ['a presigned URL with a token', SEVERAL, () => put(`/both/key?token=${hmac(goodClaims())}&X-Amz-Signature=x`)],
  ['a signature where tokens alone count', NONE, () => put('/bearer/key', signatureHeaders())],
  ['the token of another bucket', INVALID, () => tokenOf(rsa).then((token) => bearer('hs', token))],
  ['claims that the rules refuse', '403 AccessDenied', () => bearer('hs', hmac(goodClaims({ tenant: 'globex' })))],
  ['claims that the rules miss', '403 AccessDenied', () => bearer('hs', hmac(goodClaims()))],
  [
    'a claim of another name that would do',
    '403 AccessDenied',
    () => bearer('hs', hmac(goodClaims({ Tenant: 'acme', __proto__: { tenant: 'acme' } }))),
  ],
];

function exchanged(token: string, index: number, by: string): string {
  return token.split('.').with(index, by).join('.');
}

/** Well-formed; whether it is right is not even looked at. */
function signatureHeaders(): RawHeaders {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const credential = `AK/${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  return {
    Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${createHmac('sha256', 'x').digest('hex')}`,
    'x-amz-date': date,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
}

const ATTACKS = [...claimAttacks, ...algorithmAttacks, ...keyAttacks, ...formAttacks, ...placeAttacks];

describe('forged, stolen and misplaced tokens', () => {
  it('are more than 80', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(80);
  });

  it.each(ATTACKS)('%s: %s', async (_name, verdict, attempt) => {
    expect(await attempt()).toBe(verdict);
    await expectNoTrace();
  });

  it('never made the gateway ask an address of a token', () => {
    // Once for the first token, once for the first unknown key id.
    expect(provider.fetches).toBeLessThanOrEqual(2);
  });
});

describe('the tokens next to them', () => {
  const acme = (): string => hmac(goodClaims({ tenant: 'acme' }));
  const right: [string, () => Promise<string>][] = [
    ['bearer', () => bearer('hs', acme())],
    ['bearer in other case', () => put('/hs/right', { Authorization: `bEaReR   ${acme()}` })],
    ['query', () => put(`/hs/right?token=${acme()}`)],
    ['header', () => put('/hs/right', { 'X-Auth-Token': `Token ${acme()}` })],
    ['cookie', () => put('/hs/right', { Cookie: `a=b; session=${acme()}; c=d` })],
    ['Basic beside a query parameter', () => put(`/hs/right?token=${acme()}`, { Authorization: 'Basic eDp5' })],
    ['key set, RSA', () => tokenOf(rsa).then((token) => bearer('jwks', token))],
    ['key set, EC', () => tokenOf(ec).then((token) => bearer('jwks', token))],
    [
      'key set, with an address that is not looked at',
      () => tokenOf(rsa, goodClaims(), { jku: 'http://x' }).then((token) => bearer('jwks', token)),
    ],
    [
      'key set, without key id but one key for the algorithm',
      () =>
        new SignJWT(goodClaims())
          .setProtectedHeader({ alg: 'ES256' })
          .sign(ec.privateKey)
          .then((token) => bearer('jwks', token)),
    ],
    ['PEM', () => tokenOf(rsa).then((token) => bearer('pem', token))],
    [
      'second key by id',
      () => bearer('keys', forgeHmac({ alg: 'HS512', kid: 'two' }, goodClaims(), OTHER_SECRET, 'sha512')),
    ],
    ['a list of audiences', () => bearer('bearer', hmac(goodClaims({ aud: ['x', 'uploads'] })))],
    [
      'expired within the tolerance',
      () => bearer('bearer', hmac(goodClaims({ exp: Math.floor(Date.now() / 1000) - 10 }))),
    ],
  ];

  it.each(right)('count: %s', async (_name, attempt) => {
    expect(await attempt()).toBe('200');
    // The second time it is known.
    expect(await attempt()).toBe('200');
  });

  it('leave no trace in the log, and no header with the object', () => {
    const log = JSON.stringify(gateway.log);
    expect(log).not.toContain('eyJ');
    expect(gateway.accessLog().at(-1)).toMatchObject({
      status: 200,
      subject_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it.each([
    ['no token', {}, 'Bearer'],
    ['a wrong token', { authorization: 'Bearer x' }, 'Bearer error="invalid_token"'],
  ])('are asked for: %s', async (_name, headers: Record<string, string>, challenge) => {
    const answer = await fetch(`${gateway.url}/hs/key`, { method: 'PUT', body: 'x', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(answer.headers.get('content-type')).toBe('application/xml');
  });
});
