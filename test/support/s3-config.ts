import type { S3Config, S3PoolConfig } from '../../src/modules/config/index.js';
import type { Versitygw } from './versitygw.js';

const POOL: S3PoolConfig = {
  max_sockets: 32,
  connect_timeout: 5_000,
  response_timeout: 20_000,
  complete_timeout: 30_000,
  idle_timeout: 30_000,
};

/** An `s3` block for one bucket of an endpoint, with anything changed that a test cares about. */
export function s3Config(
  endpoint: string,
  changes: Partial<Omit<S3Config, 'pool'>> & { readonly pool?: Partial<S3PoolConfig> } = {},
): S3Config {
  return {
    bucket: 'backend-bucket',
    region: 'us-east-1',
    access_key: 'AKIDTEST',
    secret_key: 'secret',
    addressing: 'path',
    integrity: 'passthrough',
    endpoint,
    ...changes,
    pool: { ...POOL, ...changes.pool },
  };
}

/** The same for a running versitygw, with its own keys. */
export function versitygwConfig(server: Versitygw, bucket: string): S3Config {
  return s3Config(server.endpoint, {
    bucket,
    region: server.region,
    access_key: server.accessKey,
    secret_key: server.secretKey,
  });
}
