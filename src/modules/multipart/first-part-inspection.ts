import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { RequestContext } from '../runtime/index.js';
import type { UploadFacts } from './upload-id.js';

/**
 * How the first part of an upload is held against the type that its object was declared to be; undefined where nobody
 * asks.
 * @throws GatewayError AccessDenied for an upload that began before the bucket looked at contents
 */
export function firstPartInspection(
  { routed }: RequestContext,
  partNumber: number,
  { contentType }: UploadFacts,
): HeadInspection | undefined {
  const { policy } = routed.bucket;
  if (!policy.sniffs || partNumber !== 1) return undefined;
  if (contentType === undefined) {
    throw new GatewayError('AccessDenied', { message: 'What this upload was declared to be is not known.' });
  }
  return policy.inspection(contentType === '' ? undefined : contentType);
}
