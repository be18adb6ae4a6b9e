import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { RequestContext } from '../../runtime/index.js';
import { rulesHold } from './claim-rules.js';

/** @throws GatewayError AccessDenied when the caller has claims and a rule of the bucket does not hold for them */
export function checkClaims({ principal, routed }: RequestContext): void {
  const { auth } = routed.bucket.config;
  // The answer does not tell which rule it was: that is for the operator to know.
  if (auth.enabled && principal.claims !== undefined && !rulesHold(auth.jwt?.claims ?? [], principal.claims)) {
    throw new GatewayError('AccessDenied');
  }
}
