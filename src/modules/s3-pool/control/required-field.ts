import { GatewayError } from '../../../common/errors/gateway-error.js';

/**
 * A field of an answer that S3 always sends.
 * @throws GatewayError ServiceUnavailable when it is missing: then it was not S3 that answered
 */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value !== undefined && value !== '') return value;
  throw new GatewayError('ServiceUnavailable', { cause: new Error(`backend answered without ${name}`) });
}
