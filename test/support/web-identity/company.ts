import { writeFile } from 'node:fs/promises';
import { startGateway } from '../gateway.js';
import type { TestGateway } from '../gateway.js';
import { AUDIENCE, goodClaims, IdentityProvider, ISSUER, signingKey, tokenOf } from '../identity-provider.js';
import type { SigningKey } from '../identity-provider.js';
import { tempDir } from '../temp-dir.js';
import type { TempDir } from '../temp-dir.js';

export const ROLE_ARN = 'arn:aws:iam::000000000000:role/uploader';

/** Of the gateway, the one that issues first. */
export const SECRETS = ['a-secret-of-the-gateway', 'an-older-secret-of-it'] as const;

/** What STS hands out. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Status and code of an answer, or the session. */
export type StsAnswer = string | Session;

/**
 * A company with an identity provider, a gateway, and buckets that its people log in to:
 * `acme` and `globex` for the tenants of these names, `other` for another role, `partner` for the role `uploader` too but with tokens of
 * another provider, `pairs` with a configured pair beside sessions in another region, and `rest` at `/`.
 */
export class Company {
  /** Every request for a session, and everything that must not be in the log. */
  readonly #secrets = new Set<string>();
  #files = 0;

  private constructor(
    readonly dir: TempDir,
    readonly gateway: TestGateway,
    readonly provider: IdentityProvider,
    readonly partner: IdentityProvider,
    private readonly keys: { readonly own: SigningKey; readonly partner: SigningKey },
  ) {}

  static async start(): Promise<Company> {
    const dir = await tempDir();
    const [own, partner] = await Promise.all([signingKey('own', 'ES256'), signingKey('partner', 'ES256')]);
    const [provider, foreign] = await Promise.all([IdentityProvider.start(own), IdentityProvider.start(partner)]);
    const gateway = await start(dir, 'own', SECRETS, buckets(dir, provider.url, foreign.url));
    return new Company(dir, gateway, provider, foreign, { own, partner });
  }

  /** Another instance of the gateway, which the caller closes. */
  instance(...secrets: readonly string[]): Promise<TestGateway> {
    const list = buckets(this.dir, this.provider.url, this.partner.url);
    return start(this.dir, secrets.join('-'), secrets, list);
  }

  /** A token that the provider issues to somebody of the tenant acme. */
  async token(more: Readonly<Record<string, unknown>> = {}, key: keyof Company['keys'] = 'own'): Promise<string> {
    const token = await tokenOf(this.keys[key], goodClaims({ tenant: 'acme', exp: inSeconds(7200), ...more }));
    for (const part of token.split('.')) this.#secrets.add(part);
    return token;
  }

  async tokenFile(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    this.#files += 1;
    const path = this.dir.join(`token-${this.#files}`);
    await writeFile(path, await this.token(more));
    return path;
  }

  /** The four variables that a client needs, and a region, without which the SDKs do not start. */
  environment(tokenFile: string): Record<string, string> {
    return {
      AWS_ROLE_ARN: ROLE_ARN,
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      AWS_ENDPOINT_URL_STS: this.gateway.url,
      AWS_ENDPOINT_URL_S3: this.gateway.url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
  }

  async assume(token: string, more: Readonly<Record<string, string>> = {}, gateway = this.gateway): Promise<StsAnswer> {
    const form = {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: ROLE_ARN,
      RoleSessionName: 'test',
      WebIdentityToken: token,
      ...more,
    };
    const response = await fetch(`${gateway.url}/`, { method: 'POST', body: new URLSearchParams(form) });
    const answer = await response.text();
    if (response.status !== 200) return `${response.status} ${textOf(answer, 'Code')}`;
    const session = {
      accessKeyId: textOf(answer, 'AccessKeyId'),
      secretAccessKey: textOf(answer, 'SecretAccessKey'),
      sessionToken: textOf(answer, 'SessionToken'),
      expiration: new Date(textOf(answer, 'Expiration')),
    };
    this.#secrets.add(session.secretAccessKey).add(session.sessionToken);
    return session;
  }

  /** The same where a refusal fails the test. */
  async session(more: Readonly<Record<string, unknown>> = {}, form: Readonly<Record<string, string>> = {}) {
    const answer = await this.assume(await this.token(more), form);
    if (typeof answer === 'string') throw new Error(answer);
    return answer;
  }

  /** Parts of tokens, secrets and session tokens that are in the log. */
  leaks(): readonly string[] {
    const log = JSON.stringify(this.gateway.log);
    return [...this.#secrets].filter((text) => log.includes(text));
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.provider[Symbol.asyncDispose]();
    await this.partner[Symbol.asyncDispose]();
    await this.dir.remove();
  }
}

function start(dir: TempDir, name: string, secrets: readonly string[], list: readonly object[]): Promise<TestGateway> {
  const text = `secret: ${JSON.stringify(secrets)}\nbuckets: ${JSON.stringify(list)}`;
  return startGateway(text, dir.join('state', name));
}

export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function buckets(dir: TempDir, own: string, partner: string): readonly object[] {
  const jwt = { algorithm: 'ES256', jwks_url: own, issuer: ISSUER, audience: AUDIENCE };
  const of = (tenant: string) => ({ ...jwt, claims: [{ claim: 'tenant', operator: 'equals', value: tenant }] });
  const uploader = { roles: ['uploader', 'reader'] };
  const auth = {
    acme: { jwt: of('acme'), web_identity: uploader },
    globex: { jwt: of('globex'), web_identity: uploader },
    other: { jwt, web_identity: { roles: ['admin'], max_session: '20m' } },
    partner: { jwt: { ...jwt, jwks_url: partner }, web_identity: uploader },
    pairs: {
      jwt,
      web_identity: uploader,
      sigv4: { region: 'eu-west-1', access_key: 'AK', secret_key: 'SK' },
    },
    tokens: { jwt },
    rest: { jwt, web_identity: uploader },
  };
  return Object.entries(auth).map(([name, more]) => ({
    name,
    path_prefix: name === 'rest' ? '/' : `/${name}`,
    filesystem: { root: dir.join('data', name), fsync: false },
    operations: ['upload', 'HeadObject'],
    auth: { enabled: true, ...more },
  }));
}

function textOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
