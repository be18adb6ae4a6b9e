import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { RuntimeService } from './runtime.service.js';
import { AUTHENTICATOR_FACTORY, AUTHORIZERS_FACTORY, SnapshotFactory, STORE_FACTORY } from './snapshot-factory.js';
import type { AuthenticatorFactory, AuthorizersFactory, StoreFactory } from './snapshot-factory.js';

/** The current snapshot and how one is made. The composition root says which adapters there are. */
@Module({})
export class RuntimeModule {
  static forRoot(
    storeFactory: StoreFactory,
    authenticatorFactory: AuthenticatorFactory,
    authorizersFactory: AuthorizersFactory,
  ): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [MetricsModule],
      providers: [
        { provide: STORE_FACTORY, useValue: storeFactory },
        { provide: AUTHENTICATOR_FACTORY, useValue: authenticatorFactory },
        { provide: AUTHORIZERS_FACTORY, useValue: authorizersFactory },
        RuntimeService,
        SnapshotFactory,
      ],
      exports: [RuntimeService],
    };
  }
}
