import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../../runtime/index.js';
import { RequestAuthorization } from '../request-authorization.js';

/** Lets a request pass when the Rego policy of its bucket allows it, or the bucket has none. Imposes the obligations. */
@Injectable()
export class OpaGuard implements CanActivate {
  constructor(private readonly authorization: RequestAuthorization) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    return this.authorization.guard(context, 'opa');
  }
}
