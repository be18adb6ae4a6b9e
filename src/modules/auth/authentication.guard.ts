import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { MetricCatalogue } from '../metrics/index.js';
import { contextOf } from '../runtime/index.js';
import type { Authentication, Principal, RequestContext } from '../runtime/index.js';
import { signedHead } from './signed-head.js';

/**
 * Lets a request pass when its credentials hold for the bucket, or when the bucket is open by configuration. Denies by
 * default: authentication that is switched on and cannot be carried out refuses everyone.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly metrics: MetricCatalogue) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { authenticator, config } = context.routed.bucket;
    if (!config.auth.enabled) {
      this.count('none', 'accepted');
      return true;
    }
    const head = signedHead(context);
    const method = authenticator?.methodOf(head) ?? 'none';
    if (context.routed.operation.body === 'form' && method !== 'jwt') {
      if (method !== 'none') this.refuseSecondCredential();
      // Not let in yet: FormAuthentication decides when the fields have been read.
      return true;
    }
    if (authenticator === undefined || method === 'none') {
      this.count('none', 'refused');
      throw authenticator?.noCredential() ?? new GatewayError('AccessDenied');
    }
    let result: Authentication | Promise<Authentication>;
    try {
      result = authenticator.authenticate(head);
    } catch (error) {
      this.count(method, 'refused');
      throw error;
    }
    return result instanceof Promise ? this.later(context, method, result) : this.accept(context, method, result);
  }

  private async later(
    context: RequestContext,
    method: Principal['method'],
    result: Promise<Authentication>,
  ): Promise<true> {
    try {
      return this.accept(context, method, await result);
    } catch (error) {
      this.count(method, 'refused');
      throw error;
    }
  }

  private accept(context: RequestContext, method: Principal['method'], result: Authentication): true {
    const { principal, hoisted, chunkSigning, headerSignature } = result;
    context.principal = principal;
    context.chunkSigning = chunkSigning;
    context.headerSignature = headerSignature;
    if (hoisted.size > 0) context.headers = new Map([...context.headers, ...hoisted]);
    this.count(method, 'accepted');
    return true;
  }

  private refuseSecondCredential(): never {
    this.count('none', 'refused');
    throw new GatewayError('InvalidArgument', {
      message: 'Only one auth mechanism allowed; a form carries its signature in its fields',
      details: { ArgumentName: 'Authorization', ArgumentValue: '***' },
    });
  }

  private count(method: Principal['method'], result: 'accepted' | 'refused'): void {
    this.metrics.authAttempts.inc({ method, result });
  }
}
