import { algorithmOfHeader } from '../../common/checksums/declared-checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeaderMap, ObjectTag } from '../storage/index.js';

const USER_METADATA = 'x-amz-meta-';
const TAGGING = 'x-amz-tagging';

/** Request headers that are kept with an object, beside user metadata. */
const KEPT = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-storage-class',
  TAGGING,
  'x-amz-website-redirect-location',
]);

/** `x-amz-*` request headers that are obeyed here or were by the caller, or that mean nothing to a folder. */
const UNDERSTOOD = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-tagging-directive',
  'x-amz-security-token',
  'x-amz-trailer',
]);

/** Canned ACLs that grant nobody but the owner anything, which is what a folder does. */
const PRIVATE_ACLS = new Set(['private', 'bucket-owner-full-control', 'bucket-owner-read']);

/**
 * Refuses what a folder cannot do, such as encryption, object lock and grants, instead of leaving it out silently.
 * @throws GatewayError NotImplemented
 */
export function refuseUnsupportedHeaders(headers: HeaderMap): void {
  for (const [name, value] of headers) {
    if (!name.startsWith('x-amz-') || isKept(name)) continue;
    if (UNDERSTOOD.has(name) || algorithmOfHeader(name) !== undefined) continue;
    if (name === 'x-amz-acl' && PRIVATE_ACLS.has(value)) continue;
    throw new GatewayError('NotImplemented', { details: { Header: name } });
  }
}

/** A folder keeps no versions. @throws GatewayError NotImplemented */
export function refuseVersion(versionId: string | undefined): void {
  if (versionId !== undefined) throw new GatewayError('NotImplemented', { details: { Parameter: 'versionId' } });
}

/** The request headers of PutObject or CreateMultipartUpload that are kept with the object. */
export function keptHeaders(headers: HeaderMap): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => isKept(name)));
}

export function storageClassOf(kept: Readonly<Record<string, string>>): string {
  return kept['x-amz-storage-class'] ?? 'STANDARD';
}

/** Kept headers with other tags, in the form of the request header: a URL query string. */
export function withTags(kept: Readonly<Record<string, string>>, tags: readonly ObjectTag[]): Record<string, string> {
  const others = Object.entries(kept).filter(([name]) => name !== TAGGING);
  const text = tags.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return Object.fromEntries(text.length === 0 ? others : [...others, [TAGGING, text.join('&')]]);
}

/** Kept headers as HeadObject repeats them. S3 leaves out the storage class STANDARD, and tells only the number of tags. */
export function answeredHeaders(kept: Readonly<Record<string, string>>): Map<string, string> {
  const answer = new Map(Object.entries(kept));
  if (storageClassOf(kept) === 'STANDARD') answer.delete('x-amz-storage-class');
  const tagging = answer.get(TAGGING);
  answer.delete(TAGGING);
  const tags = (tagging ?? '').split('&').filter((tag) => tag !== '').length;
  if (tags > 0) answer.set('x-amz-tagging-count', String(tags));
  return answer;
}

function isKept(name: string): boolean {
  return KEPT.has(name) || name.startsWith(USER_METADATA);
}
