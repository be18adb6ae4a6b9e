import { GatewayError } from '../../common/errors/gateway-error.js';

/** The error for a policy document that cannot be understood. */
export function invalidPolicy(problem: string): GatewayError {
  return new GatewayError('InvalidPolicyDocument', { message: `Invalid Policy: ${problem}` });
}
