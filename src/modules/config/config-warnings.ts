import type { GatewayConfig } from './gateway-config.js';
import { formatListenAddress, isLoopbackAddress } from './values/listen-address.js';

/** What is allowed but deserves a word at start and in `check`, one sentence each. */
export function configWarnings(config: GatewayConfig): readonly string[] {
  const { address } = config.server;
  if (isLoopbackAddress(address)) return [];
  return config.buckets
    .filter((bucket) => !bucket.auth.enabled)
    .map(
      (bucket) =>
        `bucket "${bucket.name}" has no auth on the non-loopback listener ${formatListenAddress(address)}: ` +
        'everyone who can reach it may use the bucket',
    );
}
