import { Logger } from '@nestjs/common';
import type { JwksConfig, JwtConfig } from '../../config/index.js';
import type { MetricCatalogue } from '../../metrics/index.js';
import { JwksSource } from './jwks-source.js';
import { JwtAuthenticator } from './jwt-authenticator.js';
import { KeyRing } from './key-ring.js';
import { readKeySet } from './key-set.js';
import { KeySetClient } from './key-set-client.js';
import { TokenSources } from './token-sources.js';
import { TokenVerifier } from './token-verifier.js';
import { configuredKey } from './verification-key.js';

/** What verifies tokens for a bucket, and what lets go of it. */
export interface TokenAuthentication {
  readonly verifier: TokenVerifier;
  readonly authenticator: JwtAuthenticator;
}

/** @throws the error of Node when a file of the TLS block cannot be read */
export function createJwtAuthenticator(config: JwtConfig, metrics: MetricCatalogue): TokenAuthentication {
  const { client, sources } = config.jwks === undefined ? NO_KEY_SETS : keySets(config.jwks, metrics);
  const keys = new KeyRing(config.keys.map(configuredKey), sources);
  const verifier = new TokenVerifier(keys, {
    issuer: config.issuer,
    audience: config.audience,
    tolerance: config.clock_tolerance_seconds,
  });
  const authenticator = new JwtAuthenticator(new TokenSources(config.token_sources), verifier, async () => {
    for (const source of sources) metrics.keySets.delete(source);
    await client?.close();
  });
  return { verifier, authenticator };
}

const NO_KEY_SETS: { readonly client: KeySetClient | undefined; readonly sources: readonly JwksSource[] } = {
  client: undefined,
  sources: [],
};

function keySets({ urls, algorithms, cache_ttl, max_stale, tls }: JwksConfig, metrics: MetricCatalogue) {
  const logger = new Logger('JWKS');
  const client = new KeySetClient(tls);
  const sources = urls.map((url) => {
    const source = new JwksSource({
      fetch: () => client.fetch(url),
      read: (document) => readKeySet(document, algorithms),
      onRefresh: (failure) => {
        metrics.jwksRefresh.inc({ result: failure === undefined ? 'success' : 'failure' });
        if (failure !== undefined)
          logger.warn({ err: failure }, `The key set of ${new URL(url).host} could not be fetched`);
      },
      ttl: cache_ttl,
      maxStale: max_stale,
      clock: () => performance.now(),
    });
    metrics.keySets.add(source);
    return source;
  });
  return { client, sources };
}
