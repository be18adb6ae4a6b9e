import { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestContext } from '../runtime/index.js';
import type { CopySource, HeaderMap } from '../storage/index.js';

const SOURCE = 'x-amz-copy-source';
const SOURCE_KEY = /^x-amz-copy-source-(server-side-encryption-customer-.*)$/;

/** What a store is told about a copy beside its source, which it gets in its own words. */
export function copyHeaders(context: RequestContext): HeaderMap {
  return new Map([...context.forwarded].filter(([name]) => name !== SOURCE));
}

/**
 * Holds `upload.max_size` against what is copied: a part of a multipart upload counts as one that is sent does.
 * @throws GatewayError EntityTooLarge, NoSuchKey
 */
export async function refuseLargeCopy(context: RequestContext, source: CopySource): Promise<void> {
  const { store, config } = context.routed.bucket;
  const { max_size: maxSize } = config.upload;
  if (maxSize === undefined) return;
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(context.forwarded.get(`${SOURCE}-range`) ?? '') ?? [];
  const size = first === undefined ? await sizeOf(context, source, store) : Number(last) - Number(first) + 1;
  if (size <= maxSize) return;
  throw new GatewayError('EntityTooLarge', { details: { ProposedSize: size, MaxSizeAllowed: maxSize } });
}

async function sizeOf(
  { forwarded }: RequestContext,
  source: CopySource,
  store: RequestContext['routed']['bucket']['store'],
): Promise<number> {
  const headers = new Map<string, string>();
  for (const [name, value] of forwarded) {
    const [, about] = SOURCE_KEY.exec(name) ?? [];
    if (about !== undefined) headers.set(`x-amz-${about}`, value);
  }
  const head = await store.headObject({ ...source, headers });
  return Number(head.headers.get('content-length'));
}
