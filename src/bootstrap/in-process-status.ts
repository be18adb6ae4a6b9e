import { Injectable } from '@nestjs/common';
import { MetricCatalogue } from '../modules/metrics/index.js';
import { RuntimeService } from '../modules/runtime/index.js';
import { VERSION } from '../modules/status/index.js';
import type { BucketStatus, DataPlaneStatus } from '../modules/status/index.js';

/** How long an answer of the stores is reused, so that probes cost the backends nothing. Milliseconds. */
const FRESH_MS = 1_000;

/** The status of a data plane in this process. */
@Injectable()
export class InProcessStatus implements DataPlaneStatus {
  readonly version = VERSION;
  private readonly startedAt = performance.now();
  private asked: { at: number; answer: Promise<readonly BucketStatus[]> } | undefined;

  constructor(
    private readonly runtime: RuntimeService,
    private readonly catalogue: MetricCatalogue,
  ) {}

  uptime(): number {
    return Math.round((performance.now() - this.startedAt) / 1000);
  }

  draining(): boolean {
    return this.runtime.draining;
  }

  buckets(): Promise<readonly BucketStatus[]> {
    const now = performance.now();
    if (this.asked === undefined || now - this.asked.at > FRESH_MS) this.asked = { at: now, answer: this.ask() };
    return this.asked.answer;
  }

  async metrics(): Promise<{ contentType: string; text: string }> {
    const { registry, credentialExpiry } = this.catalogue;
    // The keys of a bucket may have changed, and the one that ends may be gone.
    credentialExpiry.reset();
    for (const { name, authenticator } of this.runtime.current().buckets) {
      const expiry = authenticator?.earliestExpiry();
      if (expiry !== undefined) credentialExpiry.set({ bucket: name }, expiry / 1000);
    }
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  private async ask(): Promise<readonly BucketStatus[]> {
    const snapshot = this.runtime.current().acquire();
    try {
      return await Promise.all(
        snapshot.buckets.map(async (bucket) => ({ name: bucket.name, ...(await bucket.store.health()) })),
      );
    } finally {
      snapshot.release();
    }
  }
}
