import { Readable } from 'node:stream';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { RequestAuthorization } from '../authz/index.js';
import { readableCopySource } from '../runtime/index.js';
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
 * Decides whether this caller may copy what the request names: the source has to be one that the caller may read, and the
 * copy has to keep the rules of its bucket, as an object that is sent would.
 * @returns the source
 * @throws GatewayError as readableCopySource and authorizeSource do; EntityTooLarge, EntityTooSmall, AccessDenied, NoSuchKey
 */
export async function admitCopy(
  context: RequestContext,
  authorization: RequestAuthorization,
  rules: CopyRules,
): Promise<CopySource> {
  const source = readableCopySource(context);
  const { bucket } = context.routed;
  const { bucket: bucketName, key } = source.address;
  await authorization.authorizeSource(context, { bucket, bucketName, key });
  await checkCopy(context, source, rules);
  return source;
}

/** The store is asked only where there are rules. */
async function checkCopy(context: RequestContext, source: CopySource, rules: CopyRules): Promise<void> {
  const { policy, store } = context.routed.bucket;
  const { sizeLimit, forwarded } = context;
  if (!policy.boundsSize(sizeLimit) && !policy.limitsTypes && !policy.sniffs) return;
  const headers = sourceHeaders(forwarded);
  const head = await store.headObject({ ...source, headers });
  context.forwarded = unchanged(forwarded, head.headers.get('etag'));
  const range = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(forwarded.get(`${SOURCE}-range`) ?? '');
  const size = range === null ? Number(head.headers.get('content-length')) : Number(range[2]) - Number(range[1]) + 1;
  if (rules.whole) policy.checkSize(size, sizeLimit);
  else policy.checkLargest(size, sizeLimit);
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
  return replaced ? forwarded.get('content-type') : sourceType;
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
