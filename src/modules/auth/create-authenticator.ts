import type { BucketConfig, JwtConfig, WebIdentityConfig } from '../config/index.js';
import type { MetricCatalogue } from '../metrics/index.js';
import type { Authenticator, DerivedKeys, WebIdentity } from '../runtime/index.js';
import { EitherAuthenticator } from './either-authenticator.js';
import { createJwtAuthenticator } from './jwt/create-jwt-authenticator.js';
import type { TokenVerifier } from './jwt/token-verifier.js';
import { SigV4Authenticator } from './sigv4/sigv4-authenticator.js';
import { trustName } from './web-identity/trust-name.js';
import { WebIdentitySessions } from './web-identity/web-identity-sessions.js';

/**
 * What authenticates the requests for a bucket; undefined for an open one.
 * @throws the error of Node when a file of a TLS block cannot be read
 */
export function createAuthenticator(
  { name, auth }: BucketConfig,
  metrics: MetricCatalogue,
  keys: DerivedKeys,
): Authenticator | undefined {
  if (!auth.enabled) return undefined;
  const { jwt, sigv4, web_identity } = auth;
  if (jwt === undefined) return sigv4 === undefined ? undefined : new SigV4Authenticator(name, sigv4);
  const { authenticator, verifier } = createJwtAuthenticator(jwt, metrics);
  if (sigv4 === undefined) return authenticator;
  const webIdentity = web_identity && createWebIdentity(web_identity, jwt, verifier);
  const signatures = new SigV4Authenticator(name, sigv4, {
    tokens: jwt.sigv4_session ? verifier : undefined,
    issued: webIdentity && new WebIdentitySessions(keys.sessions, webIdentity),
  });
  return new EitherAuthenticator(authenticator, signatures, webIdentity);
}

function createWebIdentity(
  { roles, max_session }: WebIdentityConfig,
  jwt: JwtConfig,
  verifier: TokenVerifier,
): WebIdentity {
  return {
    roles: new Set(roles),
    maxSession: max_session,
    trust: trustName(jwt),
    verify: (token, now) => verifier.verify(token, now),
  };
}
