import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { GatewayConfig } from './modules/config/index.js';
import { HealthModule } from './modules/health/index.js';
import { MetricsEndpointModule } from './modules/metrics/index.js';
import { DATA_PLANE_STATUS } from './modules/status/index.js';
import type { DataPlaneStatus } from './modules/status/index.js';

/** Composition root of the management listener. It knows the data plane by its status port alone. */
@Module({})
export class ManagementModule {
  static forRoot(config: GatewayConfig, status: DataPlaneStatus): DynamicModule {
    return {
      module: ManagementModule,
      global: true,
      imports: [HealthModule, ...(config.metrics.enabled ? [MetricsEndpointModule] : [])],
      providers: [{ provide: DATA_PLANE_STATUS, useValue: status }],
      exports: [DATA_PLANE_STATUS],
    };
  }
}
