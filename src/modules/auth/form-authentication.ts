import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { SignedFields } from '../../common/sigv4/policy-verifier.js';
import { MetricCatalogue } from '../metrics/index.js';
import type { Principal, RequestContext } from '../runtime/index.js';
import { checkClaims } from './claims/check-claims.js';

const SIGNATURE_FIELDS = ['x-amz-signature', 'x-amz-credential', 'signature', 'awsaccesskeyid'];

/**
 * Finds out who sends a form. It stands in for the AuthenticationGuard, which cannot see a form's credentials, and denies
 * by default as that does.
 */
@Injectable()
export class FormAuthentication {
  constructor(private readonly metrics: MetricCatalogue) {}

  /**
   * Sets the principal of the request. To be called before anything of the form is believed.
   * @throws GatewayError AccessDenied for a form without a policy, or of a caller whose claims a rule refuses, and what the authenticator of the bucket finds wrong
   */
  authenticate(context: RequestContext, fields: SignedFields): void {
    const { authenticator, config } = context.routed.bucket;
    if (!config.auth.enabled) {
      this.count('none', 'accepted');
      return;
    }
    if (context.principal.method === 'jwt') {
      // AuthenticationGuard has let it in by its token.
      refuseSignature(fields);
      return;
    }
    const method = fields.has('policy') ? 'sigv4' : 'none';
    let result: 'accepted' | 'refused' = 'refused';
    try {
      if (authenticator === undefined) throw new GatewayError('AccessDenied');
      context.principal = authenticator.authenticateForm(fields);
      result = 'accepted';
    } finally {
      this.count(method, result);
    }
    // ClaimsGuard has run when nobody knew who it is.
    checkClaims(context);
  }

  private count(method: Principal['method'], result: 'accepted' | 'refused'): void {
    this.metrics.authAttempts.inc({ method, result });
  }
}

/** @throws GatewayError InvalidArgument */
function refuseSignature(fields: SignedFields): void {
  if (!SIGNATURE_FIELDS.some((name) => fields.has(name))) return;
  throw new GatewayError('InvalidArgument', {
    message: 'Only one auth mechanism allowed: the form carries a signature and the request a token.',
    details: { ArgumentName: 'Authorization', ArgumentValue: '***' },
  });
}
