import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../runtime/index.js';
import { checkClaims } from './claims/check-claims.js';

/**
 * Refuses whose token does not say what the bucket's claim rules ask for. Whoever signs with a pair of the bucket, and
 * sends no token, has no claims: the rules do not speak about them.
 */
@Injectable()
export class ClaimsGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    checkClaims(contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw));
    return true;
  }
}
