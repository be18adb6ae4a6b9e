import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { MetricCatalogue } from '../metrics/index.js';
import { contextOf } from '../runtime/index.js';
import type { Principal } from '../runtime/index.js';
import { signedHead } from './signed-head.js';

/**
 * Lets a request pass when its credentials hold for the bucket, or when the bucket is open by configuration. Denies by
 * default: authentication that is switched on and cannot be carried out refuses everyone. A form has its credentials in
 * its body, which is not read here: FormAuthentication does for it what this does for the others.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly metrics: MetricCatalogue) {}

  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { authenticator, config } = context.routed.bucket;
    if (!config.auth.enabled) {
      this.count('none', 'accepted');
      return true;
    }
    const head = signedHead(context);
    if (context.routed.operation.body === 'form') {
      if (authenticator?.recognises(head) === true) this.refuseSecondCredential();
      // Not let in yet: FormAuthentication decides when the fields have been read.
      return true;
    }
    if (authenticator?.recognises(head) !== true) {
      this.count('none', 'refused');
      throw new GatewayError('AccessDenied');
    }
    let result: 'accepted' | 'refused' = 'refused';
    try {
      const { principal, hoisted, chunkSigning, headerSignature } = authenticator.authenticate(head);
      context.principal = principal;
      context.chunkSigning = chunkSigning;
      context.headerSignature = headerSignature;
      if (hoisted.size > 0) context.headers = new Map([...context.headers, ...hoisted]);
      result = 'accepted';
    } finally {
      this.count(authenticator.method, result);
    }
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
