import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../runtime/index.js';

/**
 * Puts the CORS headers on the answer, whatever it will be: a page that is refused may read why. Refuses nobody; that is
 * for the browser and, on open buckets, for the OpenBucketGuard.
 */
@Injectable()
export class CorsGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const { headers, located, response } = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { cors } = located.bucket;
    if (cors === undefined) return true;
    // Without an Origin too: a cache must not give this answer to a page.
    response.setHeader('vary', 'Origin');
    const origin = headers.get('origin');
    if (origin !== undefined && cors.allowsOrigin(origin)) {
      for (const [name, value] of cors.answerHeaders(origin)) response.setHeader(name, value);
    }
    return true;
  }
}
