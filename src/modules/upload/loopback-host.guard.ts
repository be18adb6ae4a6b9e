import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { isLoopbackHost } from '../../common/http/loopback-host.js';
import { contextOf } from '../runtime/index.js';

/**
 * Very first guard: a gateway that runs without configuration answers loopback Host names alone, against DNS
 * rebinding. Before routing, so that a web page cannot even find out which buckets and keys are well-formed.
 */
@Injectable()
export class LoopbackHostGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const { headers, snapshot } = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    if (snapshot.config.loopback_hosts_only && !isLoopbackHost(headers.get('host'))) {
      throw new GatewayError('AccessDenied', { message: 'This gateway answers only to localhost.' });
    }
    return true;
  }
}
