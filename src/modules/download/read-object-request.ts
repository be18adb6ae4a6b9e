import { GatewayError } from '../../common/errors/gateway-error.js';
import { RESPONSE_OVERRIDES } from '../../common/s3/operation-table.js';
import { partNumberIn } from '../../common/s3/query-numbers.js';
import { queryValue } from '../../common/s3/request-target.js';
import type { RequestContext } from '../runtime/index.js';
import type { HeaderMap, ReadObjectRequest } from '../storage/index.js';

/** What no header field may hold (RFC 9110 section 5.5), nor any that we want to see in one. */
const CONTROL_CHARACTER = /[\0-\x08\x0a-\x1f\x7f]/;
const PREFIX = 'response-';

/**
 * What a GetObject or HeadObject asks the store for.
 * @throws GatewayError InvalidRequest, InvalidArgument
 */
export function readObjectRequest(context: RequestContext): ReadObjectRequest {
  const { target, bucketName, key } = context.routed;
  const versionId = queryValue(target.query, 'versionId');
  const partNumber = partNumberIn(target.query);
  if (partNumber !== undefined && context.forwarded.has('range')) {
    throw new GatewayError('InvalidRequest', {
      message: 'Cannot specify both Range header and partNumber query parameter.',
    });
  }
  const overrides = responseOverrides(context);
  return {
    address: { bucket: bucketName, key },
    headers: context.forwarded,
    ...(versionId !== undefined && { versionId }),
    ...(partNumber !== undefined && { partNumber }),
    ...(overrides.size > 0 && { overrides }),
  };
}

/** Only for callers who signed: else a link could make an object appear as what its owner never said it is. */
function responseOverrides(context: RequestContext): HeaderMap {
  const { query } = context.routed.target;
  const overrides = new Map<string, string>();
  for (const name of query.length === 0 ? [] : RESPONSE_OVERRIDES) {
    const value = queryValue(query, name);
    if (value === undefined) continue;
    if (context.principal.method === 'none') {
      throw new GatewayError('InvalidRequest', {
        message: 'Request specific response headers cannot be used for anonymous GET requests.',
      });
    }
    if (CONTROL_CHARACTER.test(value)) {
      throw new GatewayError('InvalidArgument', { details: { ArgumentName: name, ArgumentValue: '' } });
    }
    overrides.set(name.slice(PREFIX.length), value);
  }
  return overrides;
}
