import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { RequestAuthorization } from './request-authorization.js';

/**
 * Finds out what a caller may do. By which engines, is decided bucket by bucket in the runtime snapshot; the guards and
 * the operations share one way to ask them.
 */
@Module({ imports: [MetricsModule], providers: [RequestAuthorization], exports: [RequestAuthorization] })
export class AuthzModule {}
