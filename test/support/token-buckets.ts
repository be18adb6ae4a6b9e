import { expect } from '@jest/globals';
import { exportJWK } from 'jose';
import { startGateway } from './gateway.js';
import type { TestGateway } from './gateway.js';
import { AUDIENCE, IdentityProvider, ISSUER, signingKey } from './identity-provider.js';
import type { SigningKey } from './identity-provider.js';
import { request, verdictOn } from './raw-request.js';
import type { RawHeaders } from './raw-request.js';
import { tempDir } from './temp-dir.js';
import type { TempDir } from './temp-dir.js';
import { OTHER_SECRET, SECRET } from './token-attacks/attack.js';
import { filesBelow } from './wire-gateway.js';

interface Keys {
  readonly rsa: SigningKey;
  readonly ec: SigningKey;
  /** Nobody's: its id is that of `rsa`. */
  readonly stranger: SigningKey;
}

/** A gateway with a bucket for each way to configure tokens, and everything that attacks on them need. */
export class TokenBuckets {
  /** Everything that was sent as a bearer token since the last look at the log. */
  readonly #sent = new Set<string>();

  private constructor(
    private readonly dir: TempDir,
    readonly gateway: TestGateway,
    readonly provider: IdentityProvider,
    private readonly keys: Keys,
    /** Public key of `rsa`. */
    readonly pem: string,
  ) {}

  static async start(): Promise<TokenBuckets> {
    const dir = await tempDir();
    const [rsa, ec, stranger] = await Promise.all([
      signingKey('rsa-1', 'RS256'),
      signingKey('ec-1', 'ES256'),
      signingKey('rsa-1', 'RS256'),
    ]);
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const provider = await IdentityProvider.start(rsa, ec);
    provider.extraKeys = [
      { kty: 'oct', k: Buffer.from(OTHER_SECRET).toString('base64url'), kid: 'published-secret', alg: 'HS256' },
      { ...(await exportJWK(stranger.publicKey)), kid: 'for-encryption', use: 'enc' },
      { ...(await exportJWK(stranger.publicKey)), kid: 'for-wrapping', key_ops: ['wrapKey'] },
      { ...(await exportJWK(stranger.publicKey)), kid: 'for-pss', alg: 'PS256' },
    ];
    const list = Object.entries(authOf(provider.url, pem)).map(([name, auth]) => ({
      name,
      path_prefix: `/${name}`,
      filesystem: { root: dir.join('data', name), fsync: false },
      auth: { enabled: true, ...auth },
    }));
    const gateway = await startGateway(`buckets: ${JSON.stringify(list)}`, dir.join('state'));
    return new TokenBuckets(dir, gateway, provider, { rsa, ec, stranger }, pem);
  }

  get rsa(): SigningKey {
    return this.keys.rsa;
  }

  get ec(): SigningKey {
    return this.keys.ec;
  }

  get stranger(): SigningKey {
    return this.keys.stranger;
  }

  /** Status and code of the answer to an upload. */
  put(target: string, headers: RawHeaders = {}): Promise<string> {
    return verdictOn(this.gateway.port, request('PUT', target, 'hello', headers));
  }

  /** The same with a token in the header Authorization. */
  bearer(bucket: string, token: string): Promise<string> {
    this.#sent.add(token);
    return this.put(`/${bucket}/key`, { Authorization: `Bearer ${token}` });
  }

  /** Nothing is stored, and no part of what was sent is in the log. */
  async expectNoTrace(): Promise<void> {
    const files = await filesBelow(this.dir.join('data'));
    expect(files.filter((path) => !path.includes('/.mizuchi/'))).toEqual([]);
    const log = JSON.stringify(this.gateway.log);
    const pieces = [...this.#sent].flatMap((token) => token.split('.')).filter((text) => text.length > 12);
    for (const piece of pieces) expect(log).not.toContain(piece.slice(0, 200));
    this.#sent.clear();
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await this.provider[Symbol.asyncDispose]();
    await this.dir.remove();
  }
}

/** The `auth` of each bucket. */
function authOf(jwksUrl: string, pem: string): Record<string, object> {
  const rules = { issuer: ISSUER, audience: [AUDIENCE, 'uploads'] };
  const jwks = { algorithms: ['RS256', 'ES256'], jwks_url: jwksUrl, ...rules };
  const sigv4 = { access_key: 'AK', secret_key: 'SK' };
  return {
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
}
