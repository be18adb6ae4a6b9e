import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/index.js';
import type { GatewayConfig } from '../config/index.js';
import { BoundedSpool } from './bounded-spool.js';
import { SPOOL } from './spool-port.js';

/** The one spool of the process: its limits hold for all buckets together. */
@Module({
  providers: [
    {
      provide: SPOOL,
      useFactory: ({ server: { state_dir, limits } }: GatewayConfig) =>
        new BoundedSpool(join(state_dir, 'spool'), { memory: limits.spool_memory, disk: limits.spool_disk }),
      inject: [GATEWAY_CONFIG],
    },
  ],
  exports: [SPOOL],
})
export class SpoolModule {}
