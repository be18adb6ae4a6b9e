import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { InProcessStatus } from './bootstrap/in-process-status.js';
import { storeFactory } from './bootstrap/store-factory.js';
import { GatewayConfigModule } from './modules/config/index.js';
import type { GatewayConfig } from './modules/config/index.js';
import { LoggingModule } from './modules/logging/index.js';
import { MetricsModule } from './modules/metrics/index.js';
import { RuntimeModule } from './modules/runtime/index.js';
import { UploadModule } from './modules/upload/index.js';

/** Composition root of the data listener: everything an S3 request meets. */
@Module({})
export class DataPlaneModule {
  static async forRoot(config: GatewayConfig, logger: Logger): Promise<DynamicModule> {
    return {
      module: DataPlaneModule,
      imports: [
        await GatewayConfigModule.forRoot(config),
        LoggingModule.forRoot(logger),
        MetricsModule,
        RuntimeModule.forRoot(storeFactory),
        UploadModule,
      ],
      providers: [InProcessStatus],
    };
  }
}
