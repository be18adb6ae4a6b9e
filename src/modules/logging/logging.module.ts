import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AccessLog, ROOT_LOGGER } from './access-log.js';

/** Nest's own messages and the access log, both through one pino logger. */
@Module({})
export class LoggingModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: LoggingModule,
      global: true,
      // No route: pino-http's middleware would log headers and queries, and cost every request its share. The access
      // log is written at the server instead, where refused and malformed requests are seen too.
      // Its serializers stay out too: the one for errors would replace our allow list by everything that hangs on one.
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger, autoLogging: false, wrapSerializers: false }, forRoutes: [] }),
      ],
      providers: [{ provide: ROOT_LOGGER, useValue: logger }, AccessLog],
      exports: [AccessLog, ROOT_LOGGER],
    };
  }
}
