import type { HeaderMap } from '../../storage/index.js';

/** Names, and beginnings of names that end in `-`. */
export type HeaderAllowList = readonly string[];

/** Answer to a write: what S3 documents beside the ETag. Everything else speaks about the backend's own server. */
export const WRITE_HEADERS: HeaderAllowList = [
  'x-amz-abort-date',
  'x-amz-abort-rule-id',
  'x-amz-checksum-',
  'x-amz-copy-source-version-id',
  'x-amz-expiration',
  'x-amz-object-size',
  'x-amz-request-charged',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-',
  'x-amz-storage-class',
  'x-amz-version-id',
];

/** Answer to GetObject and HeadObject. */
export const OBJECT_HEADERS: HeaderAllowList = [
  ...WRITE_HEADERS,
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'x-amz-archive-status',
  'x-amz-delete-marker',
  'x-amz-meta-',
  'x-amz-missing-meta',
  'x-amz-mp-parts-count',
  'x-amz-object-lock-',
  'x-amz-replication-status',
  'x-amz-restore',
  'x-amz-tagging-count',
  'x-amz-website-redirect-location',
];

/** Answer to a change without a body: DeleteObject, PutObjectTagging. */
export const CHANGE_HEADERS: HeaderAllowList = ['x-amz-delete-marker', 'x-amz-request-charged', 'x-amz-version-id'];

/** Those headers of a backend's answer that a client may see. */
export function visibleHeaders(headers: HeaderMap, allowed: HeaderAllowList): HeaderMap {
  const visible = new Map<string, string>();
  for (const [name, value] of headers) {
    if (allowed.some((entry) => (entry.endsWith('-') ? name.startsWith(entry) : name === entry))) {
      visible.set(name, value);
    }
  }
  return visible;
}
