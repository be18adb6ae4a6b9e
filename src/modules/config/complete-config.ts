import { completeAuth } from './complete-auth.js';
import { completeAuthz } from './complete-authz.js';
import { deepFreeze } from './deep-freeze.js';
import type { BucketConfig, GatewayConfig, S3Config, Sigv4Credential } from './gateway-config.js';
import type { ParsedBucket, ParsedGateway } from './schema/gateway-schema.js';
import { mergeOperations } from './values/operations.js';
import type { ListenAddress } from './values/listen-address.js';

/**
 * Makes the configuration of a document that passed all checks: fills in what depends on other keys, and freezes it.
 * @param fileCredentials what every `credentials_file` holds, by the index of the bucket
 */
export function completeConfig(
  parsed: ParsedGateway,
  loopbackHostsOnly: boolean,
  fileCredentials: ReadonlyMap<number, readonly Sigv4Credential[]> = new Map(),
): GatewayConfig {
  const { management, secret, buckets, ...rest } = parsed;
  return deepFreeze({
    ...rest,
    secret: secret ?? [],
    management: { address: management.address ?? managementAddress(parsed.server.address, parsed.metrics.port) },
    buckets: buckets.map((bucket, index) => completeBucket(bucket, fileCredentials.get(index))),
    loopback_hosts_only: loopbackHostsOnly,
  });
}

/** Where management listens when the document does not say: beside the data listener. */
export function managementAddress(data: ListenAddress, port: number): ListenAddress {
  return { kind: 'tcp', host: data.kind === 'tcp' ? data.host : '127.0.0.1', port };
}

function completeBucket(
  { s3, filesystem, auth, authz, operations, ...rest }: ParsedBucket,
  fileCredentials: readonly Sigv4Credential[] | undefined,
): BucketConfig {
  const rules = authz === undefined ? undefined : completeAuthz(authz);
  const common = {
    ...rest,
    ...(rules !== undefined && { authz: rules }),
    auth: completeAuth(auth, fileCredentials),
    operations: mergeOperations(operations, !auth.enabled),
  };
  if (s3 !== undefined) return { ...common, s3: withoutEmptyToken(s3) };
  if (filesystem !== undefined) return { ...common, filesystem };
  throw new Error(`bucket ${common.name} has no store: checkBuckets must have refused it`);
}

function withoutEmptyToken({ session_token, ...s3 }: S3Config): S3Config {
  return session_token === undefined || session_token === '' ? s3 : { ...s3, session_token };
}
