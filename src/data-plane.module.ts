import { Module } from '@nestjs/common';
import type { DynamicModule, ValueProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import { InProcessStatus } from './bootstrap/in-process-status.js';
import { storeFactory } from './bootstrap/store-factory.js';
import { createAuthenticator } from './modules/auth/index.js';
import { createAuthorizers } from './modules/authz/index.js';
import { GatewayConfigModule } from './modules/config/index.js';
import type { GatewayConfig } from './modules/config/index.js';
import { LoggingModule } from './modules/logging/index.js';
import { MetricsModule } from './modules/metrics/index.js';
import { RuntimeModule } from './modules/runtime/index.js';
import { UploadModule } from './modules/upload/index.js';
import { WebIdentityModule } from './modules/web-identity/index.js';

/** Composition root of the data listener: everything an S3 request meets. */
@Module({})
export class DataPlaneModule {
  /** @param settings providers that modules ask for with `@Optional()`, for tests; visible to every module */
  static async forRoot(config: GatewayConfig, logger: Logger, settings: ValueProvider[] = []): Promise<DynamicModule> {
    return {
      module: DataPlaneModule,
      global: true,
      imports: [
        await GatewayConfigModule.forRoot(config),
        LoggingModule.forRoot(logger),
        MetricsModule,
        RuntimeModule.forRoot(storeFactory, createAuthenticator, createAuthorizers),
        UploadModule,
        WebIdentityModule,
      ],
      providers: [InProcessStatus, ...settings],
      exports: settings.map(({ provide }) => provide),
    };
  }
}
