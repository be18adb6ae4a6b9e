import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, SignJWT } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

export async function signingKey(kid: string, algorithm: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'): Promise<SigningKey> {
  const pair =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : algorithm === 'EdDSA'
        ? await generate('ed25519', {})
        : await generate('rsa', { modulusLength: 2048 });
  return { kid, algorithm, ...pair };
}

/** An identity provider: a real server with a key set that tests change, and a count of who asked for it. */
export class IdentityProvider implements AsyncDisposable {
  /** Requests for the key set so far. */
  fetches = 0;
  /** What is answered instead of the key set. */
  misbehave: ((response: ServerResponse) => void) | undefined;
  /** JSON Web Keys that are published beside `keys`. */
  extraKeys: readonly object[] = [];
  private readonly server = createServer((_request, response) => {
    this.fetches += 1;
    if (this.misbehave !== undefined) this.misbehave(response);
    else void this.publish(response);
  });

  private constructor(public keys: readonly SigningKey[]) {}

  static async start(...keys: readonly SigningKey[]): Promise<IdentityProvider> {
    const provider = new IdentityProvider(keys);
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async publish(response: ServerResponse): Promise<void> {
    const keys = await Promise.all(
      this.keys.map(async ({ kid, algorithm, publicKey }) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: algorithm,
        use: 'sig',
      })),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [...keys, ...this.extraKeys] }));
  }
}

export const ISSUER = 'https://idp.example.com';
export const AUDIENCE = 'mizuchi-uploadr';

/** Claims that every test's bucket accepts. Times are seconds since 1970. */
export function goodClaims(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, aud: AUDIENCE, sub: 'alice', iat: now, exp: now + 300, ...more };
}

/** A token that a provider would issue. */
export function tokenOf(
  { kid, algorithm, privateKey }: SigningKey,
  claims = goodClaims(),
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(privateKey);
}
