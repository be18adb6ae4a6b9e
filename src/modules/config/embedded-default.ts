import { completeConfig } from './complete-config.js';
import type { GatewayConfig } from './gateway-config.js';
import { gatewaySchema } from './schema/gateway-schema.js';

const DOCUMENT = {
  server: { address: '127.0.0.1:8080' },
  management: { address: '127.0.0.1:9090' },
  buckets: [
    {
      name: 'uploads',
      path_prefix: '/uploads',
      filesystem: { root: './data/uploads' },
      operations: ['upload', 'probe'],
      auth: { enabled: false },
    },
  ],
};

/**
 * What is served without any configuration: one open bucket of plain files, for this machine only. As it is open,
 * it answers loopback Host names alone, so that no web page can reach it by DNS rebinding.
 */
export function embeddedDefaultConfig(): GatewayConfig {
  return completeConfig(gatewaySchema.parse(DOCUMENT), true);
}
