import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../../runtime/index.js';
import { RequestAuthorization } from '../request-authorization.js';

/** Lets a request pass when its caller has the relations that the bucket asks for, or the bucket asks for none. */
@Injectable()
export class OpenFgaGuard implements CanActivate {
  constructor(private readonly authorization: RequestAuthorization) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    return this.authorization.guard(context, 'openfga');
  }
}
