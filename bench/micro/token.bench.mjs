// Cost of a JSON Web Token: the first time, and remembered. After `npm run build`: node bench/micro/token.bench.mjs
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { bench, group, run } from 'mitata';
import { createJwtAuthenticator } from '../../dist/modules/auth/jwt/create-jwt-authenticator.js';
import { MetricCatalogue } from '../../dist/modules/metrics/index.js';

const KEYS = {
  HS256: 'a-shared-secret-of-forty-two-characters-00',
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};
const metrics = new MetricCatalogue();

for (const [algorithm, key] of Object.entries(KEYS)) {
  const shared = typeof key === 'string';
  const { authenticator } = createJwtAuthenticator(
    {
      keys: [
        {
          algorithms: [algorithm],
          ...(shared ? { secret: key } : { public_key: key.publicKey.export({ type: 'spki', format: 'pem' }) }),
        },
      ],
      issuer: ['https://idp.example.com'],
      audience: ['mizuchi-uploadr'],
      clock_tolerance_seconds: 30,
      token_sources: [{ type: 'bearer' }],
      claims: [],
      sigv4_session: false,
    },
    metrics,
  );
  const heads = await Promise.all(
    Array.from({ length: 20_000 }, async (_, index) => {
      const claims = { iss: 'https://idp.example.com', aud: 'mizuchi-uploadr', sub: 'alice', jti: String(index) };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm })
        .setExpirationTime('2h')
        .sign(shared ? new TextEncoder().encode(key) : key.privateKey);
      const headers = new Map([['authorization', `Bearer ${token}`]]);
      return { method: 'PUT', target: { rawPath: '/uploads/key', query: [] }, headers };
    }),
  );
  const [known] = heads;
  await authenticator.authenticate(known);
  let next = 0;
  group(algorithm, () => {
    bench('remembered', () => authenticator.authenticate(known));
    // More tokens than are remembered, in a circle: none is when its turn comes again.
    bench('first time', async () => {
      next = (next + 1) % heads.length;
      await authenticator.authenticate(heads[next]);
    });
  });
}
await run();
