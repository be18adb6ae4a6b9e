import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { AUDIENCE, goodClaims, IdentityProvider, ISSUER, signingKey, tokenOf } from '../support/identity-provider.js';
import type { SigningKey } from '../support/identity-provider.js';
import { request, verdictOn } from '../support/raw-request.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

let dir: TempDir;
let provider: IdentityProvider;
let gateway: TestGateway | undefined;
let keys: readonly [SigningKey, SigningKey, SigningKey];

beforeAll(async () => {
  keys = await Promise.all([signingKey('one', 'RS256'), signingKey('two', 'ES256'), signingKey('three', 'EdDSA')]);
});
beforeEach(async () => {
  dir = await tempDir();
  provider = await IdentityProvider.start(keys[0]);
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  await provider[Symbol.asyncDispose]();
  await dir.remove();
});

async function start(more: object = {}): Promise<void> {
  const algorithms = ['RS256', 'ES256', 'EdDSA'];
  const source = 'jwks_urls' in more ? {} : { jwks_url: provider.url };
  const jwt = { algorithms, issuer: ISSUER, audience: AUDIENCE, ...source, ...more };
  const bucket = {
    name: 'uploads',
    path_prefix: '/uploads',
    filesystem: { root: dir.join('data'), fsync: false },
    auth: { enabled: true, jwt },
  };
  gateway = await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state'));
}

function put(token: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  return verdictOn(gateway?.port ?? 0, request('PUT', '/uploads/key', 'hello', headers));
}

const putWith = async (key: SigningKey): Promise<string> => put(await tokenOf(key, goodClaims()));

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway?.managementUrl ?? ''}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`mizuchi_${name} `))
      ?.split(' ')[1] ?? NaN,
  );
}

describe('a key set', () => {
  it('is fetched when it is needed, and once for a hundred who need it', async () => {
    await start();
    expect(provider.fetches).toBe(0);
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, index) => tokenOf(keys[0], goodClaims({ jti: String(index) }))),
    );
    const verdicts = await Promise.all(tokens.map(put));
    expect(new Set(verdicts)).toEqual(new Set(['200']));
    expect(provider.fetches).toBe(1);
    expect(await metric('jwks_refresh_total{result="success"}')).toBe(1);
    expect(await metric('jwks_age_seconds')).toBeGreaterThan(0);
  });

  it('is fetched again for a key that it did not have, but not for every made-up one', async () => {
    await start();
    expect(await putWith(keys[0])).toBe('200');
    provider.keys = [keys[0], keys[1]];
    expect(await putWith(keys[1])).toBe('200');
    expect(provider.fetches).toBe(2);
    for (let count = 0; count < 20; count += 1) {
      expect(await putWith({ ...keys[2], kid: `made-up-${count}` })).toBe('401 InvalidToken');
    }
    expect(provider.fetches).toBe(2);
  });

  it('that loses a key refuses it from the next fetch on, for tokens that were seen, too', async () => {
    await start({ cache_ttl_seconds: 1 });
    provider.keys = [keys[0], keys[1]];
    const token = await tokenOf(keys[0]);
    expect(await put(token)).toBe('200');
    expect(await put(token)).toBe('200');
    provider.keys = [keys[1]];
    expect(
      await eventually(
        () => put(token),
        (verdict) => verdict !== '200',
      ),
    ).toBe('401 InvalidToken');
    expect(await putWith(keys[1])).toBe('200');
  });

  it('goes on while its provider is down, and ends with jwks_max_stale', async () => {
    await start({ cache_ttl_seconds: 1, jwks_max_stale: '2s' });
    const token = await tokenOf(keys[0]);
    expect(await put(token)).toBe('200');
    provider.misbehave = (response) => response.writeHead(500).end();
    const failed = () => metric('jwks_refresh_total{result="failure"}');
    await eventually(
      () => put(token).then(failed),
      (failures) => failures >= 1,
    );
    expect(await put(token)).toBe('200');
    expect(
      await eventually(
        () => put(token),
        (verdict) => verdict !== '200',
      ),
    ).toBe('503 ServiceUnavailable');
  });

  it.each<[string, string]>([
    ['HTML', '<html></html>'],
    ['a list', '[]'],
    ['a text in place of the keys', '{"keys":"none"}'],
    ['too many keys', JSON.stringify({ keys: Array(257).fill({ kty: 'oct' }) })],
  ])('that is %s lets nobody in: 503, and nothing is stored', async (_name, document) => {
    await start();
    provider.misbehave = (response) => response.end(document);
    expect(await putWith(keys[0])).toBe('503 ServiceUnavailable');
    expect(await putWith(keys[0])).toBe('503 ServiceUnavailable');
    expect(provider.fetches).toBe(1);
    expect((await filesBelow(dir.join('data'))).filter((path) => !path.startsWith('.mizuchi'))).toEqual([]);
  });

  it('that breaks a fetch is asked by nobody for a while', async () => {
    await start();
    provider.misbehave = (response) => response.destroy();
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => putWith(keys[0])));
    expect(new Set(verdicts)).toEqual(new Set(['503 ServiceUnavailable']));
    expect(provider.fetches).toBe(1);
  });

  it('is one of several, and does not hold up the others', async () => {
    await using other = await IdentityProvider.start(keys[1]);
    await start({ jwks_urls: [provider.url, other.url] });
    expect([await putWith(keys[0]), await putWith(keys[1])]).toEqual(['200', '200']);
    expect([provider.fetches, other.fetches]).toEqual([1, 1]);
    provider.misbehave = () => undefined;
    expect(await putWith(keys[1])).toBe('200');
  });
});
