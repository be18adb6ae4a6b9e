import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../runtime/index.js';
import { askStoreAboutPage } from './store-cors.js';

/**
 * Puts the CORS headers on the answer, whatever it will be: a page that is refused may read why. Where the store has the
 * rules it is told the page's origin instead. Refuses nobody; that is for the browser and, on open buckets, for the
 * OpenBucketGuard.
 */
@Injectable()
export class CorsGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { headers, located, response } = context;
    const { cors, storeCors } = located.bucket;
    if (cors === undefined && storeCors === undefined) return true;
    // Without an Origin too: a cache must not give this answer to a page.
    response.setHeader('vary', 'Origin');
    const origin = headers.get('origin');
    if (origin === undefined) return true;
    if (storeCors !== undefined) askStoreAboutPage(context, storeCors, origin);
    if (cors?.allowsOrigin(origin) === true) {
      for (const [name, value] of cors.answerHeaders(origin)) response.setHeader(name, value);
    }
    return true;
  }
}
