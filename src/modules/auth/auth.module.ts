import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { SharedStateModule } from '../shared-state/index.js';
import { ReplayProtection } from './replay/replay-protection.js';
import { FormAuthentication } from './form-authentication.js';

/**
 * Finds out who sends a request. How, is decided bucket by bucket in the runtime snapshot. Nest makes a guard in the
 * module of the controller that uses it, so what AuthenticationGuard and ReplayGuard need is passed on.
 */
@Module({
  imports: [MetricsModule, SharedStateModule],
  providers: [FormAuthentication, ReplayProtection],
  exports: [FormAuthentication, MetricsModule, ReplayProtection],
})
export class AuthModule {}
