import type { PublicHosts } from '../../common/http/public-hosts.js';
import type { TrustedProxies } from '../../common/http/trusted-proxies.js';
import type { GatewayConfig } from '../config/index.js';
import type { BucketRouter } from './bucket-router.js';
import { closeBucket } from './bucket-runtime.js';
import type { BucketRuntime } from './bucket-runtime.js';
import type { DerivedKeys } from './derived-keys.js';

/**
 * The immutable result of one configuration. Each request holds the snapshot it began with, so that a reload
 * changes nothing under it; stores and authenticators are closed when the last such request has ended.
 */
export class RuntimeSnapshot {
  private holders = 0;
  private retired: (() => void) | undefined;

  constructor(
    readonly generation: number,
    readonly config: GatewayConfig,
    readonly keys: DerivedKeys,
    readonly buckets: readonly BucketRuntime[],
    readonly router: BucketRouter<BucketRuntime>,
    readonly publicHosts: PublicHosts,
    readonly trustedProxies: TrustedProxies,
  ) {}

  acquire(): this {
    this.holders += 1;
    return this;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.retired?.();
  }

  /**
   * Waits for the last holder, then closes every store and authenticator. To be called once, when no new request can take it.
   * @param longestWaitMs after which they are closed in any case; without end when absent
   */
  async retire(longestWaitMs?: number): Promise<void> {
    if (this.holders > 0) {
      await new Promise<void>((resolve) => {
        const timer = longestWaitMs === undefined ? undefined : setTimeout(resolve, longestWaitMs);
        this.retired = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await Promise.all(this.buckets.map(closeBucket));
  }
}
