import type { GatewayConfig } from './gateway-config.js';
import { jwtWarnings } from './jwt-warnings.js';
import { formatListenAddress, isLoopbackAddress } from './values/listen-address.js';

/** What is allowed but deserves a word at start and in `check`, one sentence each. */
export function configWarnings(config: GatewayConfig): readonly string[] {
  return [
    ...reachableBuckets(config),
    ...bucketsOfEveryPage(config),
    ...everyoneTrusted(config),
    ...jwtWarnings(config),
    ...bucketsThatFailOpen(config),
  ];
}

function reachableBuckets({ server: { address }, buckets }: GatewayConfig): string[] {
  if (isLoopbackAddress(address)) return [];
  return buckets
    .filter((bucket) => !bucket.auth.enabled)
    .map(
      (bucket) =>
        `bucket "${bucket.name}" has no auth on the non-loopback listener ${formatListenAddress(address)}: ` +
        'everyone who can reach it may use the bucket',
    );
}

/** A loopback listener is no protection here: the browser that shows the page runs on this machine. */
function bucketsOfEveryPage({ buckets }: GatewayConfig): string[] {
  return buckets
    .filter(({ auth, cors }) => !auth.enabled && cors !== 'passthrough' && cors?.origins.includes('*'))
    .map(
      (bucket) =>
        `bucket "${bucket.name}" has no auth and cors.origins contains "*": every web page may use it from every ` +
        'browser that can reach the gateway',
    );
}

function everyoneTrusted({ server }: GatewayConfig): string[] {
  if (!server.trusted_proxies.some(({ prefix }) => prefix === 0)) return [];
  return [
    'server.trusted_proxies contains every address: whoever reaches the data listener can claim any client address, host and ' +
      'request id',
  ];
}

function bucketsThatFailOpen({ buckets }: GatewayConfig): string[] {
  return buckets
    .filter(({ authz }) => authz?.on_error === 'allow')
    .map(
      ({ name }) => `bucket "${name}" has authz.on_error: allow: while an engine does not answer, nothing is refused`,
    );
}
