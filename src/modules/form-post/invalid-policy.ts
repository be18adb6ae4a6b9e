import { GatewayError } from '../../common/errors/gateway-error.js';

/** The error for a policy document that cannot be understood. */
export function invalidPolicy(problem: string): GatewayError {
  return new GatewayError('InvalidPolicyDocument', { message: `Invalid Policy: ${problem}` });
}

/** The same where the document is no JSON, or a value in it has another type than it must have. S3 says so of both. */
export function invalidJson(): GatewayError {
  return invalidPolicy('Invalid JSON.');
}
