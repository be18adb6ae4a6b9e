import { algorithmsOf, isHmac } from '../../common/jwt/algorithms.js';
import type { JwtAlgorithm } from '../../common/jwt/algorithms.js';
import { readPublicKeyPem } from '../../common/jwt/public-key.js';
import type { JwksConfig, JwtConfig, JwtKeyConfig, TokenSource } from './jwt-config.js';
import type { ParsedJwt } from './schema/jwt-schema.js';

type ParsedKey = NonNullable<ParsedJwt['keys']>[number];
type ParsedSource = ParsedJwt['token_sources'][number];

/** The word that says, in writing, that every issuer or audience is accepted. */
export const ANY = 'any';

/** Brings the several spellings of keys into one: each key with the algorithms that fit it and nothing else. */
export function completeJwt(jwt: ParsedJwt): JwtConfig {
  const jwks = completeJwks(jwt);
  const issuer = named(jwt.issuer);
  const audience = named(jwt.audience);
  return {
    keys: [...onlyKeys(jwt), ...(jwt.keys ?? []).map(completeKey)],
    ...(jwks !== undefined && { jwks }),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    clock_tolerance_seconds: jwt.clock_tolerance_seconds,
    token_sources: jwt.token_sources.map(completeSource),
    claims: jwt.claims,
    sigv4_session: jwt.sigv4_session,
  };
}

/** What `algorithm` and `algorithms` say together. */
export function acceptedAlgorithms({ algorithm, algorithms }: ParsedJwt): readonly JwtAlgorithm[] {
  return algorithms ?? (algorithm === undefined ? [] : [algorithm]);
}

function onlyKeys(jwt: ParsedJwt): JwtKeyConfig[] {
  const { secret, public_key } = jwt;
  const accepted = acceptedAlgorithms(jwt);
  const keys: JwtKeyConfig[] = [];
  if (secret !== undefined) keys.push({ algorithms: accepted.filter(isHmac), secret });
  if (public_key !== undefined) {
    const fitting = algorithmsOf(readPublicKeyPem(public_key));
    keys.push({ algorithms: accepted.filter((name) => fitting.includes(name)), public_key });
  }
  return keys;
}

function completeKey({ kid, algorithm, secret, public_key }: ParsedKey): JwtKeyConfig {
  const common = { kid, algorithms: [algorithm] };
  if (secret !== undefined) return { ...common, secret };
  if (public_key !== undefined) return { ...common, public_key };
  throw new Error(`the key ${kid} has no key: checkJwt must have refused it`);
}

function completeJwks(jwt: ParsedJwt): JwksConfig | undefined {
  const urls = jwt.jwks_urls ?? (jwt.jwks_url === undefined ? [] : [jwt.jwks_url]);
  if (urls.length === 0) return undefined;
  return {
    urls: [...new Set(urls)],
    algorithms: acceptedAlgorithms(jwt).filter((name) => !isHmac(name)),
    cache_ttl: jwt.cache_ttl_seconds * 1000,
    max_stale: jwt.jwks_max_stale,
    ...(jwt.tls !== undefined && { tls: jwt.tls }),
  };
}

function named(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.[0] === ANY ? undefined : values;
}

function completeSource({ type, name, prefix = '' }: ParsedSource): TokenSource {
  if (type === 'bearer') return { type };
  if (name === undefined) throw new Error('a token source has no name: checkJwt must have refused it');
  return type === 'header' ? { type, name: name.toLowerCase(), prefix } : { type, name };
}
