import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/index.js';
import type { GatewayConfig } from '../config/index.js';
import type { RuntimeSnapshot } from './runtime-snapshot.js';
import { SnapshotFactory } from './snapshot-factory.js';

/** How long operations whose clients have been cut may take to clean up. Milliseconds. */
const CLEAN_UP_MS = 5_000;

/** Holds the current snapshot. Replacing it is one assignment: requests see the old one or the new one. */
@Injectable()
export class RuntimeService implements OnModuleInit, OnApplicationShutdown {
  private snapshot: RuntimeSnapshot | undefined;
  private isDraining = false;

  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    private readonly factory: SnapshotFactory,
  ) {}

  async onModuleInit(): Promise<void> {
    this.snapshot = await this.factory.create(this.config);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.snapshot?.retire(CLEAN_UP_MS);
  }

  current(): RuntimeSnapshot {
    if (this.snapshot === undefined) throw new Error('The runtime is asked for before it is initialised');
    return this.snapshot;
  }

  get draining(): boolean {
    return this.isDraining;
  }

  /** From now on readiness is refused and connections are closed after their answer. */
  startDraining(): void {
    this.isDraining = true;
  }
}
