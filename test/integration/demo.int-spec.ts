import { createPublicKey } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, jwtVerify } from 'jose';
import { openDemo } from '../../src/modules/demo/index.js';
import type { DemoReady } from '../../src/modules/demo/index.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const FILES = ['acme.jwt', 'globex.jwt', 'key.pem'];

describe('openDemo', () => {
  let dir: TempDir;
  beforeEach(async () => {
    dir = await tempDir();
  });
  afterEach(() => dir.remove());

  async function open(now = START): Promise<DemoReady> {
    const demo = await openDemo(dir.join('state'), now);
    if (!demo.ready) throw new Error(demo.reason);
    return demo;
  }
  const path = (name: string): string => dir.join('state', 'demo', name);
  const content = (name: string): Promise<string> => readFile(path(name), 'utf8');
  const modeOf = async (name: string): Promise<number> => (await stat(path(name))).mode & 0o777;
  const contents = (): Promise<string[]> => Promise.all(FILES.map(content));
  async function claimsOf(demo: DemoReady, tenant: 'acme' | 'globex', now = START) {
    const { algorithm, public_key, issuer, audience } = demo.jwt;
    const token = (await readFile(demo.tokenFiles[tenant], 'utf8')).trim();
    const options = { algorithms: [algorithm], issuer, audience, currentDate: new Date(now) };
    return (await jwtVerify(token, createPublicKey(public_key), options)).payload;
  }

  it('writes a key pair and a token for each tenant, for the owner alone and without leftovers', async () => {
    const demo = await open();
    expect((await readdir(dir.join('state', 'demo'))).sort()).toEqual(FILES);
    expect(await Promise.all([...FILES, '.', '..'].map(modeOf))).toEqual([0o600, 0o600, 0o600, 0o700, 0o700]);
    expect(demo.jwt.public_key).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    for (const tenant of ['acme', 'globex'] as const) {
      const claims = await claimsOf(demo, tenant);
      expect(claims).toMatchObject({ sub: `demo-${tenant}`, tenant, iat: START / 1000 });
      expect(claims.exp).toBe((START + 90 * DAY) / 1000);
    }
  });

  it('leaves what is good as it is', async () => {
    const first = await open();
    const [before, past] = [await contents(), new Date(0)];
    for (const name of FILES) await utimes(path(name), past, past);
    expect(await open(START + 60 * DAY)).toEqual(first);
    expect(await contents()).toEqual(before);
    const times = await Promise.all(FILES.map(async (name) => (await stat(path(name))).mtimeMs));
    expect(times).toEqual([0, 0, 0]);
  });

  it.each([
    ['tokens that end soon', 61],
    ['tokens that have ended', 100],
    ['tokens from the future, after the clock was set back', -1],
  ])('renews %s with the same key', async (_what, days) => {
    const first = await open();
    const now = START + days * DAY;
    const second = await open(now);
    expect(second).toEqual(first);
    expect(await claimsOf(second, 'acme', now)).toMatchObject({ iat: now / 1000 });
    expect(await claimsOf(second, 'globex', now)).toMatchObject({ iat: now / 1000 });
  });

  it.each(['', 'garbage', 'a.b.c'])('replaces a token file that holds "%s", and only that one', async (text) => {
    const demo = await open();
    const [acme, , key] = await contents();
    await writeFile(path('globex.jwt'), text);
    await open();
    expect(await claimsOf(demo, 'globex')).toMatchObject({ tenant: 'globex' });
    expect(await Promise.all(['acme.jwt', 'key.pem'].map(content))).toEqual([acme, key]);
  });

  it('replaces a token that is for the other tenant', async () => {
    const demo = await open();
    await writeFile(path('globex.jwt'), await content('acme.jwt'));
    await open();
    expect(await claimsOf(demo, 'globex')).toMatchObject({ sub: 'demo-globex', tenant: 'globex' });
  });

  it.each(['', 'garbage'])('makes a new key and new tokens where the key file holds "%s"', async (text) => {
    const first = await open();
    await writeFile(path('key.pem'), text);
    const second = await open();
    expect(second.jwt.public_key).not.toBe(first.jwt.public_key);
    expect(await claimsOf(second, 'acme')).toMatchObject({ tenant: 'acme' });
    expect(await open()).toEqual(second);
  });

  it('does not go on with a key or token that others may read, nor with a folder that others may write', async () => {
    const first = await open();
    const acme = decodeJwt(await content('acme.jwt'));
    await chmod(path('acme.jwt'), 0o640);
    await chmod(path('.'), 0o777);
    expect(await open(START + DAY)).toEqual(first);
    expect(decodeJwt(await content('acme.jwt')).iat).not.toBe(acme.iat);
    expect(await Promise.all(['acme.jwt', '.'].map(modeOf))).toEqual([0o600, 0o700]);
    await chmod(path('key.pem'), 0o644);
    const second = await open();
    expect(second.jwt.public_key).not.toBe(first.jwt.public_key);
    expect(await modeOf('key.pem')).toBe(0o600);
  });

  it('agrees with every other process that starts at once', async () => {
    const demos = await Promise.all(Array.from({ length: 20 }, () => open()));
    expect(new Set(demos.map(({ jwt }) => jwt.public_key)).size).toBe(1);
    expect(await claimsOf(await open(), 'acme')).toMatchObject({ tenant: 'acme' });
    expect((await readdir(dir.join('state', 'demo'))).sort()).toEqual(FILES);
  });

  it.each([
    ['state', 'EEXIST|ENOTDIR'],
    ['state/demo', 'EEXIST'],
  ])('is left out where %s is a file', async (name, code) => {
    if (name !== 'state') await mkdir(dir.join('state'));
    await writeFile(dir.join(name), '');
    const reason = expect.stringMatching(new RegExp(`state/demo cannot be used \\((${code})\\)$`)) as unknown;
    expect(await openDemo(dir.join('state'), START)).toEqual({ ready: false, reason });
  });

  it.each(FILES)('is left out where %s is a folder', async (name) => {
    await open();
    await rm(path(name));
    await mkdir(path(name));
    const demo = await openDemo(dir.join('state'), START);
    expect(demo).toEqual({ ready: false, reason: expect.stringContaining('cannot be used (') });
    expect((await readdir(dir.join('state', 'demo'))).sort()).toEqual(FILES);
  });
});
