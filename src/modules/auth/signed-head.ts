import type { ClientView } from '../../common/http/client-view.js';
import type { PublicHosts } from '../../common/http/public-hosts.js';
import type { RequestHeaders } from '../../common/s3/header-registry.js';
import type { RequestContext, RequestHead } from '../runtime/index.js';

/**
 * A request as its client may have signed it. Trusted proxies tell what they have changed, and `server.public_hosts` are the
 * names that clients know. Nothing is tried that would name another bucket than the one that was found: a signature
 * for one would open the other then.
 */
export function signedHead(context: RequestContext): RequestHead {
  const { method, headers, routed, client, snapshot } = context;
  return {
    method,
    target: routed.target,
    headers: withOriginalEncoding(headers, client),
    hosts: signableHosts(client, headers.get('host') ?? '', snapshot.publicHosts),
    prefix: signablePrefix(context),
  };
}

function signablePrefix({ routed, client, snapshot: { publicHosts, router } }: RequestContext): string {
  const { prefix, host } = client;
  // Where the host names the bucket, a longer path is another key of it.
  if (prefix === '' || publicHosts.labelOf(host) !== undefined) return '';
  return router.match(prefix + routed.target.rawPath) === undefined ? prefix : '';
}

/** Content networks change this header, and the Go SDK signs it. */
function withOriginalEncoding(headers: RequestHeaders, { acceptEncoding }: ClientView): RequestHeaders {
  return acceptEncoding === undefined ? headers : new Map([...headers, ['accept-encoding', acceptEncoding]]);
}

/** The likeliest first. Proxies lose the port or add one, and some put their own name for the gateway into Host. */
function signableHosts(client: ClientView, received: string, publicHosts: PublicHosts): readonly string[] {
  if (!client.proxied && publicHosts.isEmpty) return [received];
  const hosts = new Set<string>();
  for (const host of [client.host ?? '', received, ...publicHosts.names]) {
    hosts.add(host);
    if (!client.proxied) continue;
    const name = host.replace(/:\d*$/, '');
    if (client.port !== undefined) hosts.add(`${name}:${client.port}`);
    hosts.add(name);
  }
  const label = publicHosts.labelOf(client.host);
  return [...hosts].filter((host) => publicHosts.labelOf(host) === label);
}
