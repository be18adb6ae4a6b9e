import { GatewayError } from '../../common/errors/gateway-error.js';
import type { Obligations, RequestContext } from '../runtime/index.js';

/** Operations that make a new object, and so take the headers that it is stored with. */
const NEW_OBJECT = new Set(['PutObject', 'PostObject', 'CreateMultipartUpload', 'CopyObject']);

/**
 * Holds a request to what an engine demands. Demands of several engines add up: the smallest size counts, and every
 * prefix.
 * @throws GatewayError AccessDenied when the key is not below the prefix; the bucket itself, without a key, never is
 */
export function imposeObligations(context: RequestContext, key: string, obligations: Obligations): void {
  const { maxSize, forcedHeaders } = obligations;
  checkPrefix(key, obligations);
  if (maxSize !== undefined) context.sizeLimit = Math.min(context.sizeLimit, maxSize);
  if (forcedHeaders !== undefined && NEW_OBJECT.has(context.routed.operation.name)) {
    context.forwarded = new Map([...context.forwarded, ...forcedHeaders]);
  }
}

/** @throws GatewayError AccessDenied */
export function checkPrefix(key: string, { keyPrefix }: Obligations): void {
  if (keyPrefix !== undefined && !key.startsWith(keyPrefix)) throw new GatewayError('AccessDenied');
}
