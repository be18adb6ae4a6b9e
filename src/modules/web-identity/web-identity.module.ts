import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { AssumeRole } from './assume-role.js';
import { SessionController } from './session.controller.js';

/** AWS STS as far as uploads need it: sessions for callers with an identity token. */
@Module({
  imports: [MetricsModule],
  controllers: [SessionController],
  providers: [AssumeRole],
})
export class WebIdentityModule {}
