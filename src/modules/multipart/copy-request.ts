import { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { RequestContext } from '../runtime/index.js';
import type { CopySource, HeaderMap } from '../storage/index.js';

const SOURCE = 'x-amz-copy-source';
const SOURCE_KEY = /^x-amz-copy-source-(server-side-encryption-customer-.*)$/;

const EMPTY = Buffer.alloc(0);

/** What a store is told about a copy beside its source, which it gets in its own words. */
export function copyHeaders(context: RequestContext): HeaderMap {
  return new Map([...context.forwarded].filter(([name]) => name !== SOURCE));
}

/** What is known about the copy beside its source. */
export interface CopyRules {
  /** Whether the copy is a whole object; a part of one counts as a part that is sent does. */
  readonly whole: boolean;
  /** How its first bytes are held against its type; told the type of the source. */
  readonly inspection: (contentType: string | undefined) => HeadInspection | undefined;
}

/**
 * Holds a copy to the rules of its bucket, as an object that is sent would be. The store is asked only where there are any.
 * @throws GatewayError EntityTooLarge, EntityTooSmall, AccessDenied, NoSuchKey
 */
export async function checkCopy(context: RequestContext, source: CopySource, rules: CopyRules): Promise<void> {
  const { policy, store, config } = context.routed.bucket;
  const { sizeLimit, forwarded } = context;
  if (!policy.boundsSize && !policy.limitsTypes && !policy.sniffs && sizeLimit === Infinity) return;
  const headers = sourceHeaders(forwarded);
  const head = await store.headObject({ ...source, headers });
  context.forwarded = unchanged(forwarded, head.headers.get('etag'));
  const range = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(forwarded.get(`${SOURCE}-range`) ?? '');
  const size = range === null ? Number(head.headers.get('content-length')) : Number(range[2]) - Number(range[1]) + 1;
  const largest = Math.min(config.upload.max_size ?? Infinity, sizeLimit);
  if (size > largest) {
    throw new GatewayError('EntityTooLarge', { details: { ProposedSize: size, MaxSizeAllowed: largest } });
  }
  if (rules.whole) policy.checkSize(size);
  const contentType = copiedType(context, head.headers.get('content-type'));
  if (rules.whole) policy.checkType(contentType);
  const inspection = rules.inspection(contentType);
  if (inspection === undefined) return;
  const first = Number(range?.[1] ?? 0);
  const last = first + Math.min(size, inspection.bytes) - 1;
  inspection.inspect(size === 0 ? EMPTY : await readHead(context, source, headers, `bytes=${first}-${last}`));
}

/** What was looked at is what is copied, even if somebody writes the source meanwhile. */
function unchanged(forwarded: HeaderMap, etag: string | undefined): HeaderMap {
  const condition = `${SOURCE}-if-match`;
  return etag === undefined || forwarded.has(condition) ? forwarded : new Map([...forwarded, [condition, etag]]);
}

/** What the copy will be declared to be. */
function copiedType({ forwarded }: RequestContext, sourceType: string | undefined): string | undefined {
  const replaced = forwarded.get('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  return forwarded.has('content-type') && replaced ? forwarded.get('content-type') : replaced ? undefined : sourceType;
}

async function readHead(
  { routed }: RequestContext,
  source: CopySource,
  about: HeaderMap,
  range: string,
): Promise<Buffer> {
  const { body } = await routed.bucket.store.getObject({ ...source, headers: new Map([...about, ['range', range]]) });
  const pieces: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = body ?? Readable.from([]);
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Of the headers of a copy, those with which its source is read. */
function sourceHeaders(forwarded: HeaderMap): HeaderMap {
  const headers = new Map<string, string>();
  for (const [name, value] of forwarded) {
    const [, about] = SOURCE_KEY.exec(name) ?? [];
    if (about !== undefined) headers.set(`x-amz-${about}`, value);
  }
  return headers;
}
