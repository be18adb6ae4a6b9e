const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether a Host header names this machine. A page that rebinds its own DNS name to 127.0.0.1 still sends its own
 * name, so a listener without authentication that answers only these cannot be reached that way.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOST.test(host);
}

/** Whether the other end of a connection is on this machine. @param remoteAddress as a socket reports it */
export function isLoopbackPeer(remoteAddress: string | undefined): boolean {
  const address = remoteAddress?.replace(/^::ffff:/, '');
  return address === '::1' || address?.startsWith('127.') === true;
}
