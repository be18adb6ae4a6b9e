import { isIP } from 'node:net';
import type { TrustedProxies } from './trusted-proxies.js';

/** How the client sees a request: as it arrived, or as a trusted proxy says that it was sent. */
export interface ClientView {
  /** Whether a trusted proxy has sent it. */
  readonly proxied: boolean;
  readonly ip: string;
  readonly scheme: 'http' | 'https';
  /** Value of Host, with its port if it has one. */
  readonly host: string | undefined;
  /** Port that the client has connected to, where a proxy says so. */
  readonly port?: string | undefined;
  /** Path that a proxy has taken off the target: empty, or with a leading and no trailing slash. */
  readonly prefix: string;
  /** The proxy's name for the request. */
  readonly requestId?: string | undefined;
  /** Accept-Encoding before a proxy changed it. */
  readonly acceptEncoding?: string | undefined;
}

const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const PORT = /^\d{1,5}$/;
/** Segments of RFC 3986 that mean the same however they are written: no escapes, no dot segments. */
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+;=:@-]+)+\/?$/;
const REQUEST_ID = /^[!-~]{1,128}$/;

type Headers = ReadonlyMap<string, string>;

/**
 * Reads the `X-Forwarded-*` headers of a trusted peer; those of anybody else mean nothing. A header that is not well-formed is
 * as if it were not there. Of a list of hosts, schemes or ports the first counts, which the proxy at the client has written.
 * @param peer address of the other end of the connection
 */
export function clientView(headers: Headers, peer: string | undefined, proxies: TrustedProxies): ClientView {
  const host = headers.get('host');
  if (!proxies.trusts(peer)) return { proxied: false, ip: peer ?? '', scheme: 'http', host, prefix: '' };
  return {
    proxied: true,
    ip: clientAddress(headers.get('x-forwarded-for'), peer ?? '', proxies),
    scheme: first(headers, 'x-forwarded-proto', /^https?$/i)?.toLowerCase() === 'https' ? 'https' : 'http',
    host: first(headers, 'x-forwarded-host', HOST) ?? host,
    port: first(headers, 'x-forwarded-port', PORT),
    prefix: first(headers, 'x-forwarded-prefix', PREFIX)?.replace(/\/$/, '') ?? '',
    requestId: matching(headers.get('x-request-id'), REQUEST_ID),
    acceptEncoding: headers.get('x-original-accept-encoding'),
  };
}

function first(headers: Headers, name: string, form: RegExp): string | undefined {
  return matching(headers.get(name)?.split(',', 1)[0]?.trim(), form);
}

function matching(value: string | undefined, form: RegExp): string | undefined {
  return value !== undefined && form.test(value) ? value : undefined;
}

/**
 * The last hop that no trusted proxy has written about itself. What stands further left is the word of that hop, and it is
 * not trusted. A hop that is no address ends the search: the one before it is the last that is known.
 */
function clientAddress(forwardedFor: string | undefined, peer: string, proxies: TrustedProxies): string {
  let client = peer;
  for (const hop of forwardedFor?.split(',').toReversed() ?? []) {
    const address = hopAddress(hop.trim());
    if (isIP(address) === 0) return client;
    client = address;
    if (!proxies.trusts(address)) return client;
  }
  return client;
}

/** Some proxies add the port. */
function hopAddress(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
