import { isIP, isIPv4 } from 'node:net';
import { isHostName } from './host-name.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Where a listener waits for connections. Port 0 lets the system choose. IPv6 hosts stand without brackets. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

const EXPECTED = 'host:port, [ipv6]:port or unix:/path';
/** sizeof(sockaddr_un.sun_path) on Linux, less the terminating NUL: see unix(7). */
const MAX_SOCKET_PATH_BYTES = 107;

/** Reads `host:port`, `[ipv6]:port` or `unix:/absolute/path`. */
export function readListenAddress(raw: unknown): Reading<ListenAddress> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  if (raw.startsWith('unix:')) return readSocketPath(raw.slice('unix:'.length));
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(raw);
  if (parts === null) return refused(`expected ${EXPECTED}`);
  const port = Number(parts[3]);
  if (port > 65535) return refused('the port must be 0 to 65535');
  const [, v6, host] = parts;
  if (v6 !== undefined) {
    return isIP(v6) === 6 ? accepted({ kind: 'tcp', host: v6, port }) : refused('expected an IPv6 address in [ ]');
  }
  if (host === undefined || !(isIPv4(host) || isHostName(host)))
    return refused(`expected a host name or IP address: ${EXPECTED}`);
  return accepted({ kind: 'tcp', host, port });
}

/** The address as it is written in a configuration. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  return `${isIP(address.host) === 6 ? `[${address.host}]` : address.host}:${address.port}`;
}

/** Whether only this machine can reach the address. */
export function isLoopbackAddress(address: ListenAddress): boolean {
  if (address.kind === 'unix') return true;
  const { host } = address;
  if (isIPv4(host)) return host.startsWith('127.');
  if (isIP(host) === 6) return shortIpv6(host) === '::1';
  return host.toLowerCase() === 'localhost';
}

/** Whether two listeners cannot both exist: the same socket path, or the same port of the same or of every host. */
export function addressesClash(a: ListenAddress, b: ListenAddress): boolean {
  if (a.kind === 'unix' || b.kind === 'unix') return a.kind === 'unix' && b.kind === 'unix' && a.path === b.path;
  if (a.port === 0 || a.port !== b.port) return false;
  return a.host.toLowerCase() === b.host.toLowerCase() || isEveryHost(a.host) || isEveryHost(b.host);
}

function isEveryHost(host: string): boolean {
  return host === '0.0.0.0' || (isIP(host) === 6 && shortIpv6(host) === '::');
}

/** The one short form of an IPv6 address (RFC 5952), without its zone. */
function shortIpv6(host: string): string {
  const address = host.split('%', 1)[0] ?? host;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function readSocketPath(path: string): Reading<ListenAddress> {
  if (!path.startsWith('/')) return refused('a unix socket needs an absolute path: unix:/path');
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    return refused(`the path of a unix socket may have at most ${MAX_SOCKET_PATH_BYTES} bytes`);
  }
  return /\p{Cc}/u.test(path) ? refused('must not contain control characters') : accepted({ kind: 'unix', path });
}
