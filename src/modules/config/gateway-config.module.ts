import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import type { GatewayConfig } from './gateway-config.js';
import { GATEWAY_CONFIG } from './gateway-config.token.js';

/** Makes one configuration injectable everywhere, as GATEWAY_CONFIG. */
@Module({})
export class GatewayConfigModule {
  static async forRoot(config: GatewayConfig): Promise<DynamicModule> {
    const gateway = registerAs('gateway', () => config);
    return {
      module: GatewayConfigModule,
      global: true,
      imports: [
        // Nothing is read from or written to process.env: child processes must not inherit secrets from it.
        await ConfigModule.forRoot({
          load: [gateway],
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
        }),
      ],
      providers: [{ provide: GATEWAY_CONFIG, useExisting: gateway.KEY }],
      exports: [GATEWAY_CONFIG],
    };
  }
}
