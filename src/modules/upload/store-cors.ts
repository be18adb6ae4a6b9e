import { decodeObjectKey } from '../../common/s3/object-key.js';
import type { RequestContext } from '../runtime/index.js';
import type { HeaderMap, ObjectStore, StoreCors } from '../storage/index.js';

const ASKED = ['origin', 'access-control-request-method', 'access-control-request-headers'];

/** Lets the store answer a preflight. @throws GatewayError InvalidURI, KeyTooLongError, and what the store refuses */
export function preflightOfStore(
  { headers, located }: RequestContext,
  cors: StoreCors<ObjectStore>,
): Promise<HeaderMap> {
  const { bucketName, rawKey } = located;
  return cors.preflight({
    bucket: bucketName,
    key: rawKey === '' ? '' : decodeObjectKey(rawKey),
    headers: new Map([...headers].filter(([name]) => ASKED.includes(name))),
  });
}

/**
 * Makes the store of this request see the page's origin, and puts what it says about it on the answer. The store
 * says it with refusals too; what the gateway itself refuses no page can read, because the store was not asked.
 */
export function askStoreAboutPage(context: RequestContext, cors: StoreCors<ObjectStore>, origin: string): void {
  const { located, response } = context;
  const answered = (headers: HeaderMap): void => {
    // A slow Complete has begun its answer by then (hold-answer.ts).
    if (response.headersSent) return;
    for (const [name, value] of headers) response.setHeader(name, value);
  };
  context.located = { ...located, bucket: { ...located.bucket, store: cors.forPage({ origin, answered }) } };
}
