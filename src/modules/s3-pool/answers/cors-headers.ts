import type { CorsInquiry, HeaderMap } from '../../storage/index.js';

const NAMES_ORIGIN = /(?:^|,)\s*(?:origin|\*)\s*(?:,|$)/i;

/** Request headers that tell a backend whose page asks. */
export function withOrigin(headers: HeaderMap, inquiry: CorsInquiry | undefined): HeaderMap {
  return inquiry === undefined ? headers : new Map([...headers, ['origin', inquiry.origin]]);
}

/** What a backend's answer says to a browser. It varies with the origin, whether the backend says so or not. */
export function corsHeaders(headers: HeaderMap): HeaderMap {
  const found = new Map([...headers].filter(([name]) => name.startsWith('access-control-')));
  const vary = headers.get('vary');
  if (vary !== undefined) found.set('vary', NAMES_ORIGIN.test(vary) ? vary : `${vary}, Origin`);
  return found;
}
