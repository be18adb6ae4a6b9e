import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { contextOf } from '../runtime/index.js';

/**
 * Protects a bucket without authentication from web pages: being reachable is all the right a request needs there,
 * and a browser reaches whatever its user's machine reaches. A request that a page of another origin caused carries
 * `Origin` or `Sec-Fetch-Site` and is refused (no bucket allows origins yet).
 */
@Injectable()
export class OpenBucketGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const { headers } = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const site = headers.get('sec-fetch-site');
    if (headers.has('origin') || site === 'cross-site' || site === 'same-site') {
      throw new GatewayError('AccessDenied', { message: 'This bucket does not take requests of web pages.' });
    }
    return true;
  }
}
