import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { forgeHmac } from '../support/forge-token.js';
import { goodClaims, tokenOf } from '../support/identity-provider.js';
import { algorithmAttacks } from '../support/token-attacks/algorithms.js';
import { hmac, OTHER_SECRET } from '../support/token-attacks/attack.js';
import { claimAttacks } from '../support/token-attacks/claims.js';
import { formAttacks } from '../support/token-attacks/forms.js';
import { keyAttacks } from '../support/token-attacks/keys.js';
import { placeAttacks } from '../support/token-attacks/places.js';
import { TokenBuckets } from '../support/token-buckets.js';

let target: TokenBuckets;
beforeAll(async () => {
  target = await TokenBuckets.start();
});
afterAll(async () => {
  await target.stop();
});

const ATTACKS = [...claimAttacks, ...algorithmAttacks, ...keyAttacks, ...formAttacks, ...placeAttacks];

describe('forged, stolen and misplaced tokens', () => {
  it('are more than 80', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(80);
  });

  it.each(ATTACKS)('%s: %s', async (_name, verdict, attempt) => {
    expect(await attempt(target)).toBe(verdict);
    await target.expectNoTrace();
  });

  it('never made the gateway ask an address of a token', () => {
    // Once for the first token, once for the first unknown key id.
    expect(target.provider.fetches).toBeLessThanOrEqual(2);
  });
});

describe('the tokens next to them', () => {
  const acme = (): string => hmac(goodClaims({ tenant: 'acme' }));
  const right: [string, (t: TokenBuckets) => Promise<string>][] = [
    ['bearer', (t) => t.bearer('hs', acme())],
    ['bearer in other case', (t) => t.put('/hs/right', { Authorization: `bEaReR   ${acme()}` })],
    ['query', (t) => t.put(`/hs/right?token=${acme()}`)],
    ['header', (t) => t.put('/hs/right', { 'X-Auth-Token': `Token ${acme()}` })],
    ['cookie', (t) => t.put('/hs/right', { Cookie: `a=b; session=${acme()}; c=d` })],
    ['Basic beside a query parameter', (t) => t.put(`/hs/right?token=${acme()}`, { Authorization: 'Basic eDp5' })],
    ['key set, RSA', (t) => tokenOf(t.rsa).then((token) => t.bearer('jwks', token))],
    ['key set, EC', (t) => tokenOf(t.ec).then((token) => t.bearer('jwks', token))],
    [
      'key set, with an address that is not looked at',
      (t) => tokenOf(t.rsa, goodClaims(), { jku: 'http://x' }).then((token) => t.bearer('jwks', token)),
    ],
    [
      'key set, without key id but one key for the algorithm',
      (t) =>
        new SignJWT(goodClaims())
          .setProtectedHeader({ alg: 'ES256' })
          .sign(t.ec.privateKey)
          .then((token) => t.bearer('jwks', token)),
    ],
    ['PEM', (t) => tokenOf(t.rsa).then((token) => t.bearer('pem', token))],
    [
      'second key by id',
      (t) => t.bearer('keys', forgeHmac({ alg: 'HS512', kid: 'two' }, goodClaims(), OTHER_SECRET, 'sha512')),
    ],
    ['a list of audiences', (t) => t.bearer('bearer', hmac(goodClaims({ aud: ['x', 'uploads'] })))],
    [
      'expired within the tolerance',
      (t) => t.bearer('bearer', hmac(goodClaims({ exp: Math.floor(Date.now() / 1000) - 10 }))),
    ],
  ];

  it.each(right)('count: %s', async (_name, attempt) => {
    expect(await attempt(target)).toBe('200');
    // The second time it is known.
    expect(await attempt(target)).toBe('200');
  });

  it('leave no trace in the log, and no header with the object', () => {
    const log = JSON.stringify(target.gateway.log);
    expect(log).not.toContain('eyJ');
    expect(target.gateway.accessLog().at(-1)).toMatchObject({
      status: 200,
      subject_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('count in a cookie only where no other page caused the request', async () => {
    const cookie = `session=${acme()}`;
    const page = { Cookie: cookie, Origin: 'https://evil.example.com' };
    expect(await target.put('/hs/page', page)).toBe('403 AccessDenied');
    expect(await target.put('/hs/page', { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' })).toBe('403 AccessDenied');
    expect(await target.put('/hs/page', { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' })).toBe('200');
  });

  it.each([
    ['no token', {}, 'Bearer'],
    ['a wrong token', { authorization: 'Bearer x' }, 'Bearer error="invalid_token"'],
  ])('are asked for: %s', async (_name, headers: Record<string, string>, challenge) => {
    const answer = await fetch(`${target.gateway.url}/hs/key`, { method: 'PUT', body: 'x', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(answer.headers.get('content-type')).toBe('application/xml');
  });
});
