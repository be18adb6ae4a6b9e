import { GatewayError } from '../../common/errors/gateway-error.js';
import { pageSize } from '../../common/s3/query-numbers.js';
import { queryValue } from '../../common/s3/request-target.js';
import type { RequestContext } from '../runtime/index.js';
import type { ListingStart, ObjectPage } from '../storage/index.js';

/** What the parameters that both versions of ListObjects share ask for. */
export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys and prefixes are answered percent-encoded: XML cannot carry every character. */
  readonly urlEncoded: boolean;
  /** 0 to 1000. */
  readonly maxKeys: number;
}

const NOTHING: ObjectPage = { objects: [], commonPrefixes: [], isTruncated: false, next: '' };

/** @throws GatewayError InvalidArgument */
export function listParameters(context: RequestContext): ListParameters {
  const { query } = context.routed.target;
  const encoding = queryValue(query, 'encoding-type') ?? '';
  if (encoding !== '' && encoding !== 'url') {
    throw invalidArgument('encoding-type', encoding, 'Invalid Encoding Method specified in Request');
  }
  return {
    prefix: queryValue(query, 'prefix') ?? '',
    delimiter: queryValue(query, 'delimiter') ?? '',
    urlEncoded: encoding === 'url',
    maxKeys: pageSize(query, 'max-keys'),
  };
}

/** Asks the store for a page. A page of no keys is empty, but its bucket has to exist. */
export async function listPage(
  context: RequestContext,
  { prefix, delimiter, maxKeys }: ListParameters,
  start: ListingStart,
): Promise<ObjectPage> {
  const { bucket, bucketName } = context.routed;
  if (maxKeys > 0) return bucket.store.listObjects({ bucket: bucketName, prefix, delimiter, start, maxKeys });
  await bucket.store.headBucket(bucketName);
  return NOTHING;
}

export function invalidArgument(name: string, value: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } });
}
