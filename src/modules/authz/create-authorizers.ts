import type { BucketConfig, OpaConfig, OpenFgaConfig } from '../config/index.js';
import type { Authorizer, Authorizers } from '../runtime/index.js';
import { CachedAuthorizer } from './decisions/cached-authorizer.js';
import { DecisionCache } from './decisions/decision-cache.js';
import type { Engine } from './decisions/engine.js';
import { EngineLog } from './decisions/engine-log.js';
import { OpaServer } from './opa/opa-server.js';
import { OpaWasm } from './opa/opa-wasm.js';
import { OpenFgaEngine } from './openfga/openfga-engine.js';

/**
 * What authorises the requests for a bucket. Everything is made anew for every configuration, the caches too: nothing
 * that another bucket, policy or store has decided can be found in them.
 * @throws Error when a policy or a certificate cannot be loaded
 */
export async function createAuthorizers({ name, authz }: BucketConfig): Promise<Authorizers> {
  const { opa, openfga } = authz ?? {};
  return {
    ...(opa !== undefined && { opa: await opaAuthorizer(name, opa) }),
    ...(openfga !== undefined && { openfga: authorizer(name, new OpenFgaEngine(openfga), newCache(openfga)) }),
  };
}

async function opaAuthorizer(bucket: string, config: OpaConfig): Promise<Authorizer> {
  const cache = newCache(config);
  const engine =
    config.wasm === undefined
      ? new OpaServer(config)
      : await OpaWasm.load(config, () => {
          cache.purge();
        });
  return authorizer(bucket, engine, cache);
}

function authorizer(bucket: string, engine: Engine, cache: DecisionCache): Authorizer {
  return new CachedAuthorizer(engine, cache, new EngineLog({ bucket, engine: engine.name }));
}

function newCache(config: OpaConfig | OpenFgaConfig): DecisionCache {
  const { cache_ttl_seconds: allow, cache_deny_ttl_seconds: deny, cache_max_entries: maxEntries } = config;
  return new DecisionCache({ maxEntries, allowMs: allow * 1000, denyMs: deny * 1000 });
}
