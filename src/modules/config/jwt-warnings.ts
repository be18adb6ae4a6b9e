import { isHmac, leastSecretBytes } from '../../common/jwt/algorithms.js';
import { isLoopbackHost } from '../../common/http/loopback-host.js';
import type { BucketConfig, GatewayConfig } from './gateway-config.js';
import type { JwtConfig } from './jwt-config.js';

/** What is allowed in `auth.jwt` but deserves a word, one sentence each. */
export function jwtWarnings({ buckets }: GatewayConfig): readonly string[] {
  return buckets.flatMap((bucket) => {
    const jwt = jwtOf(bucket);
    if (jwt === undefined) return [];
    const problems = [...anyone(jwt), ...shortSecrets(jwt), ...unprotectedKeySets(jwt)];
    return problems.map((problem) => `bucket "${bucket.name}": ${problem}`);
  });
}

function jwtOf({ auth }: BucketConfig): JwtConfig | undefined {
  return auth.enabled ? auth.jwt : undefined;
}

function anyone({ jwks, issuer, audience }: JwtConfig): string[] {
  if (jwks === undefined) return [];
  return [
    ...(issuer === undefined
      ? ['auth.jwt.issuer is any: tokens of every issuer that the key set signs for count']
      : []),
    ...(audience === undefined ? ['auth.jwt.audience is any: tokens that were issued for other services count'] : []),
  ];
}

/** The length of a secret from the environment is not known before the start, so that it is no fault (RFC 7518 section 3.2). */
function shortSecrets({ keys }: JwtConfig): string[] {
  return keys.flatMap(({ secret, algorithms }) => {
    const least = Math.max(...algorithms.filter(isHmac).map(leastSecretBytes));
    const tooShort = secret !== undefined && Buffer.byteLength(secret) < least;
    return tooShort ? [`a secret of auth.jwt has less than ${least} bytes: it can be guessed from a token`] : [];
  });
}

function unprotectedKeySets({ jwks }: JwtConfig): string[] {
  const open = (jwks?.urls ?? [])
    .map((url) => new URL(url))
    .filter((url) => url.protocol === 'http:' && !isLoopbackHost(url.host));
  return open.map(({ host }) => `the key set of ${host} comes over http: whoever is on the way can replace it`);
}
