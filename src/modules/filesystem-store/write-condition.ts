import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap } from '../storage/index.js';
import { matchesStrongly, parseEtagList } from './etags.js';
import type { ListedEtag } from './etags.js';
import type { StoredObject } from './stored-object.js';

/** What must be true of an object for a write to replace or create it. */
export type WriteCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'match'; readonly etags: '*' | readonly ListedEtag[] };

/**
 * Reads If-Match and If-None-Match of PutObject and CompleteMultipartUpload.
 * @throws GatewayError NotImplemented for an If-None-Match other than `*`, or one beside an If-Match
 */
export function writeConditionOf(headers: HeaderMap): WriteCondition {
  const ifNoneMatch = headers.get('if-none-match');
  const ifMatch = headers.get('if-match');
  if (ifNoneMatch !== undefined) {
    if (ifMatch !== undefined || ifNoneMatch.trim() !== '*') {
      throw new GatewayError('NotImplemented', { details: { Header: 'If-None-Match' } });
    }
    return { kind: 'absent' };
  }
  return ifMatch === undefined ? { kind: 'none' } : { kind: 'match', etags: parseEtagList(ifMatch) };
}

/** @throws GatewayError PreconditionFailed; NoSuchKey where If-Match meets no object, as S3 does */
export function checkWriteCondition(condition: WriteCondition, key: string, object: StoredObject | undefined): void {
  if (condition.kind === 'absent' && object !== undefined) {
    throw new GatewayError('PreconditionFailed', { details: { Condition: 'If-None-Match' } });
  }
  if (condition.kind !== 'match') return;
  if (object === undefined) throw new GatewayError('NoSuchKey', { details: { Key: key } });
  if (!matchesStrongly(condition.etags, object.metadata.etag)) {
    throw new GatewayError('PreconditionFailed', { details: { Condition: 'If-Match' } });
  }
}
