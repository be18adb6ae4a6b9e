import type { BucketConfig } from '../config/index.js';
import type { MetricCatalogue } from '../metrics/index.js';
import type { Authenticator } from '../runtime/index.js';
import { EitherAuthenticator } from './either-authenticator.js';
import { createJwtAuthenticator } from './jwt/create-jwt-authenticator.js';
import { SigV4Authenticator } from './sigv4/sigv4-authenticator.js';

/**
 * What authenticates the requests for a bucket; undefined for an open one.
 * @throws the error of Node when a file of a TLS block cannot be read
 */
export function createAuthenticator({ name, auth }: BucketConfig, metrics: MetricCatalogue): Authenticator | undefined {
  if (!auth.enabled) return undefined;
  const { jwt, sigv4 } = auth;
  if (jwt === undefined) return sigv4 === undefined ? undefined : new SigV4Authenticator(name, sigv4);
  const { authenticator, verifier } = createJwtAuthenticator(jwt, metrics);
  if (sigv4 === undefined) return authenticator;
  return new EitherAuthenticator(
    authenticator,
    new SigV4Authenticator(name, sigv4, jwt.sigv4_session ? verifier : undefined),
  );
}
