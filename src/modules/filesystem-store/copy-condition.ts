import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap } from '../storage/index.js';
import { isNotModified } from './read-condition.js';
import type { StoredObject } from './stored-object.js';

const PREFIX = 'x-amz-copy-source-if-';

/**
 * Evaluates `x-amz-copy-source-if-*`. They combine as the conditions of a read do, but what would be 304 there is 412 here.
 * @throws GatewayError PreconditionFailed
 */
export function checkCopyCondition(headers: HeaderMap, { metadata, lastModified }: StoredObject): void {
  const conditions = new Map<string, string>();
  for (const [name, value] of headers) {
    if (name.startsWith(PREFIX)) conditions.set(`if-${name.slice(PREFIX.length)}`, value);
  }
  if (isNotModified(conditions, metadata.etag, lastModified)) throw new GatewayError('PreconditionFailed');
}
