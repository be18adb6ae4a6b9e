import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { JwksSource } from './jwks-source.js';
import { KeyRing } from './key-ring.js';
import { TokenVerifier } from './token-verifier.js';
import type { VerificationKey } from './verification-key.js';

const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;
const SECRET = createSecretKey('a-secret-that-is-long-enough-for-HS256', 'utf8');
const KEY: VerificationKey = { kid: undefined, algorithms: ['HS256'], key: SECRET };

const sign = (claims: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({ sub: 'alice', exp: SECONDS + 60, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(SECRET);

const verifier = (tolerance = 0, keys = new KeyRing([KEY], [])): TokenVerifier =>
  new TokenVerifier(keys, { issuer: undefined, audience: undefined, tolerance });

describe('TokenVerifier', () => {
  it('waits for the first look at a token, and not for the second', async () => {
    const tokens = verifier();
    const token = await sign();
    const first = tokens.verify(token, NOW);
    expect(first).toBeInstanceOf(Promise);
    const expected = { subject: 'alice', claims: { sub: 'alice', exp: SECONDS + 60 }, expiresAt: NOW + 60_000 };
    expect(await first).toMatchObject(expected);
    expect(tokens.verify(token, NOW)).toMatchObject(expected);
  });

  it.each([0, 30])('remembers no token beyond its end, with a tolerance of %i s', async (tolerance) => {
    const tokens = verifier(tolerance);
    const token = await sign();
    await tokens.verify(token, NOW);
    const end = NOW + (60 + tolerance) * 1000;
    expect(tokens.verify(token, end - 1000)).toMatchObject({ subject: 'alice' });
    await expect(tokens.verify(token, end)).rejects.toMatchObject({ code: 'ExpiredToken' });
  });

  it('remembers by the whole token', async () => {
    const tokens = verifier();
    const token = await sign();
    await tokens.verify(token, NOW);
    await expect(tokens.verify(`${token.slice(0, -2)}AA`, NOW)).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  it('forgets with the key set that the key came from', async () => {
    let clock = 0;
    let keys: readonly VerificationKey[] = [KEY];
    const source = new JwksSource({
      fetch: () => Promise.resolve(String(keys.length)),
      read: () => keys,
      onRefresh: () => undefined,
      ttl: 1000,
      maxStale: 1000,
      clock: () => clock,
    });
    const tokens = verifier(0, new KeyRing([], [source]));
    const token = await sign();
    await tokens.verify(token, NOW);
    expect(tokens.verify(token, NOW)).toMatchObject({ subject: 'alice' });
    keys = [];
    clock = 1000;
    await expect(tokens.verify(token, NOW)).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  it('carries nothing of a refused token in its error', async () => {
    const error: unknown = await Promise.resolve(
      verifier().verify(await sign({ exp: 1, secret: 'hunter2' }), NOW),
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ExpiredToken' });
    expect(inspect(error)).not.toContain('hunter2');
  });
});
