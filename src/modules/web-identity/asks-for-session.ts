import type { RequestContext } from '../runtime/index.js';

/** Where the framework finds the controller; no target of a request leads there by itself. */
export const SESSION_ROUTE = '/session';

/**
 * Whether a request is one for AWS STS: `POST /` with a URL-encoded form, and a bucket that hands out sessions. No
 * operation of S3 has such a body, so that a bucket with the prefix `/` loses nothing; its own forms are
 * `multipart/form-data`. Where the Host names a bucket, it is that bucket that is meant.
 */
export function asksForSession({ method, url, headers, snapshot, client }: RequestContext): boolean {
  if (method !== 'POST' || url !== '/') return false;
  if (!/^application\/x-www-form-urlencoded(?:[ \t]*;|$)/i.test(headers.get('content-type') ?? '')) return false;
  if (snapshot.publicHosts.labelOf(client.host) !== undefined) return false;
  return snapshot.buckets.some(({ authenticator }) => authenticator?.webIdentity !== undefined);
}
