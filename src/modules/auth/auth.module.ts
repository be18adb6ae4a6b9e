import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';

/**
 * Finds out who sends a request. How, is decided bucket by bucket in the runtime snapshot. Nest makes a guard in the
 * module of the controller that uses it, so what AuthenticationGuard needs is passed on.
 */
@Module({ imports: [MetricsModule], exports: [MetricsModule] })
export class AuthModule {}
