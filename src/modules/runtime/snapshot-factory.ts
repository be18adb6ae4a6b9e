import { Inject, Injectable } from '@nestjs/common';
import { PublicHosts } from '../../common/http/public-hosts.js';
import { TrustedProxies } from '../../common/http/trusted-proxies.js';
import { CorsPolicy } from '../../common/s3/cors/cors-policy.js';
import type { BucketConfig, CorsConfig, GatewayConfig } from '../config/index.js';
import { MetricCatalogue } from '../metrics/index.js';
import { UploadPolicy } from '../policy/index.js';
import type { ObjectStore } from '../storage/index.js';
import type { Authenticator } from './authenticator.js';
import type { Authorizers } from './authorizer.js';
import { BucketRouter } from './bucket-router.js';
import { closeBucket } from './bucket-runtime.js';
import type { BucketRuntime } from './bucket-runtime.js';
import { DerivedKeys } from './derived-keys.js';
import { loadOrCreateSecret } from './generated-secret.js';
import { RuntimeSnapshot } from './runtime-snapshot.js';

/** Makes the store of one bucket. Bound in the composition root, which alone knows the adapters. */
export type StoreFactory = (config: BucketConfig) => Promise<ObjectStore>;
export const STORE_FACTORY = Symbol('STORE_FACTORY');

/** Makes what authenticates the requests for one bucket; undefined for an open one. */
export type AuthenticatorFactory = (
  config: BucketConfig,
  metrics: MetricCatalogue,
  keys: DerivedKeys,
) => Authenticator | undefined;
export const AUTHENTICATOR_FACTORY = Symbol('AUTHENTICATOR_FACTORY');

/** Makes what authorises the requests for one bucket. @throws Error when its policy cannot be loaded */
export type AuthorizersFactory = (config: BucketConfig) => Promise<Authorizers>;
export const AUTHORIZERS_FACTORY = Symbol('AUTHORIZERS_FACTORY');

/** Turns a configuration into a runtime snapshot. */
@Injectable()
export class SnapshotFactory {
  private generation = 0;

  constructor(
    @Inject(STORE_FACTORY) private readonly createStore: StoreFactory,
    @Inject(AUTHENTICATOR_FACTORY) private readonly createAuthenticator: AuthenticatorFactory,
    private readonly metrics: MetricCatalogue,
    @Inject(AUTHORIZERS_FACTORY) private readonly createAuthorizers: AuthorizersFactory,
  ) {}

  async create(config: GatewayConfig): Promise<RuntimeSnapshot> {
    const [first, ...rest] = config.secret;
    const keys = new DerivedKeys(
      first === undefined ? [await loadOrCreateSecret(config.server.state_dir)] : [first, ...rest],
    );
    const buckets: BucketRuntime[] = [];
    try {
      for (const bucket of config.buckets) buckets.push(await this.createBucket(bucket, keys));
    } catch (error) {
      await Promise.all(buckets.map(closeBucket));
      throw error;
    }
    this.generation += 1;
    return new RuntimeSnapshot(
      this.generation,
      config,
      keys,
      buckets,
      createRouter(buckets),
      new PublicHosts(config.server.public_hosts),
      new TrustedProxies(config.server.trusted_proxies),
    );
  }

  private async createBucket(config: BucketConfig, keys: DerivedKeys): Promise<BucketRuntime> {
    // The store first: what it throws leaves nothing open behind.
    const store = await this.createStore(config);
    const asksStore = config.cors === 'passthrough';
    if (asksStore && store.cors === undefined) {
      throw new Error(`bucket ${config.name} has a store without CORS rules: checkBuckets must have refused it`);
    }
    const authenticator = await this.#authenticatorOf(config, store, keys);
    const authorizers = await this.#authorizersOf(config, store, authenticator);
    return {
      name: config.name,
      config,
      store,
      authenticator,
      authorizers,
      policy: new UploadPolicy(config.upload),
      operations: new Set(config.operations),
      cors: config.cors === undefined || config.cors === 'passthrough' ? undefined : createCors(config.cors),
      storeCors: asksStore ? store.cors : undefined,
    };
  }

  /** A policy may be missing, or a file of a TLS block. */
  async #authorizersOf(
    config: BucketConfig,
    store: ObjectStore,
    authenticator: Authenticator | undefined,
  ): Promise<Authorizers> {
    try {
      return await this.createAuthorizers(config);
    } catch (error) {
      await Promise.all([store.close(), authenticator?.close()]);
      throw error;
    }
  }

  /** A file of its TLS block may be missing. */
  async #authenticatorOf(
    config: BucketConfig,
    store: ObjectStore,
    keys: DerivedKeys,
  ): Promise<Authenticator | undefined> {
    try {
      return this.createAuthenticator(config, this.metrics, keys);
    } catch (error) {
      await store.close();
      throw error;
    }
  }
}

function createCors({ max_age, ...rules }: CorsConfig): CorsPolicy {
  return new CorsPolicy({ ...rules, maxAge: max_age });
}

function createRouter(buckets: readonly BucketRuntime[]): BucketRouter<BucketRuntime> {
  return new BucketRouter(
    buckets.map((bucket) => ({
      prefix: bucket.config.path_prefix,
      name: bucket.name,
      value: bucket,
      ...(bucket.config.bucket_pattern === undefined
        ? {}
        : { bucketPattern: new RegExp(bucket.config.bucket_pattern) }),
    })),
  );
}
