import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { contextOf } from '../runtime/index.js';
import { rulesHold } from './claims/claim-rules.js';

/**
 * Refuses whose token does not say what the bucket's claim rules ask for. Whoever signs with a pair of the bucket, and
 * sends no token, has no claims: the rules do not speak about them.
 */
@Injectable()
export class ClaimsGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const { principal, routed } = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { auth } = routed.bucket.config;
    // The answer does not tell which rule it was: that is for the operator to know.
    if (auth.enabled && principal.claims !== undefined && !rulesHold(auth.jwt?.claims ?? [], principal.claims)) {
      throw new GatewayError('AccessDenied');
    }
    return true;
  }
}
