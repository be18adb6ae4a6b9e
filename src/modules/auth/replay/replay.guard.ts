import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../../runtime/index.js';
import { ReplayProtection } from './replay-protection.js';

/** The last guard: a request that another one refuses has not used its signature. */
@Injectable()
export class ReplayGuard implements CanActivate {
  constructor(private readonly protection: ReplayProtection) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    if (!this.protection.concerns(context)) return true;
    return this.protection.use(context).then(() => true as const);
  }
}
