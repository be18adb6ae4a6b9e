import { completeConfig } from './complete-config.js';
import type { GatewayConfig } from './gateway-config.js';
import { gatewaySchema } from './schema/gateway-schema.js';

/** What is known at a start only. */
export interface EmbeddedDefaultOptions {
  /** How the tokens of the bucket `private` are verified, as `auth.jwt` is written. Absent: there is no such bucket. */
  readonly privateJwt?: {
    readonly algorithm: string;
    readonly public_key: string;
    readonly issuer: string;
    readonly audience: string;
  };
  /** Instead of one that is generated in the state directory. */
  readonly secret?: string;
}

const UPLOADS = {
  name: 'uploads',
  path_prefix: '/uploads',
  filesystem: { root: './data/uploads' },
  operations: ['upload', 'probe'],
  auth: { enabled: false },
};

/** Keeps tenants apart: a caller stores below the name of its own tenant, and nowhere else. */
const BELOW_OWN_TENANT = { key_pattern: '^{claim.tenant}/.+' };

const PRIVATE = {
  name: 'private',
  path_prefix: '/private',
  filesystem: { root: './data/private' },
  // Without `probe`: its HeadObject would tell one tenant what another has stored.
  operations: ['upload'],
  upload: BELOW_OWN_TENANT,
};

/**
 * What is served without any configuration: one open bucket of plain files and, where tokens for it can be made, one
 * for two tenants; for this machine only. As a bucket is open, it answers loopback Host names alone, so that no web
 * page can reach it by DNS rebinding.
 */
export function embeddedDefaultConfig({ privateJwt, secret }: EmbeddedDefaultOptions = {}): GatewayConfig {
  const document = {
    server: { address: '127.0.0.1:8080' },
    management: { address: '127.0.0.1:9090' },
    ...(secret !== undefined && { secret }),
    buckets: [UPLOADS, ...(privateJwt === undefined ? [] : [{ ...PRIVATE, auth: { enabled: true, jwt: privateJwt } }])],
  };
  return completeConfig(gatewaySchema.parse(document), true);
}
