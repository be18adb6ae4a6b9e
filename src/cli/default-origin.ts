import { formatListenAddress } from '../modules/config/index.js';
import type { GatewayConfig } from '../modules/config/index.js';

/** Where clients reach the gateway, as far as the configuration tells. */
export function defaultOrigin({ server }: GatewayConfig): string {
  const [host] = server.public_hosts;
  if (server.address.kind === 'unix') return `http://${host ?? 'localhost'}`;
  return `http://${host === undefined ? formatListenAddress(server.address) : `${host}:${server.address.port}`}`;
}
