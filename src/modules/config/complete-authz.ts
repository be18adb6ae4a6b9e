import type { AuthzConfig, OpaConfig, OpenFgaConfig } from './gateway-config.js';
import type { ParsedAuthz } from './schema/authz-schema.js';

type ParsedOpa = NonNullable<ParsedAuthz['opa']>;
type ParsedOpenFga = NonNullable<ParsedAuthz['openfga']>;

const DEFAULT_TIMEOUT_SECONDS = 5;

/** Fills in what a checked `authz` leaves out. @returns undefined when it is switched off */
export function completeAuthz({ enabled, opa, openfga, on_error }: ParsedAuthz): AuthzConfig | undefined {
  if (!enabled) return undefined;
  return {
    ...(opa !== undefined && { opa: completeOpa(opa) }),
    ...(openfga !== undefined && { openfga: completeOpenFga(openfga) }),
    on_error,
  };
}

function completeOpa({ url, policy_path, wasm, entrypoint, timeout_seconds, tls, ...rest }: ParsedOpa): OpaConfig {
  const cache = completeCache(rest);
  if (wasm !== undefined && entrypoint !== undefined) return { wasm, entrypoint, ...cache };
  if (url === undefined || policy_path === undefined) {
    throw new Error('authz.opa has nobody to ask: checkAuthz must have refused it');
  }
  const timeout = timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS;
  return { url, policy_path, timeout_seconds: timeout, ...cache, ...(tls !== undefined && { tls }) };
}

function completeOpenFga({ model_id, api_token, ...rest }: ParsedOpenFga): OpenFgaConfig {
  return {
    ...completeCache(rest),
    ...(model_id !== undefined && model_id !== '' && { model_id }),
    ...(api_token !== undefined && api_token !== '' && { api_token }),
  };
}

function completeCache<T extends { cache_ttl_seconds: number; cache_deny_ttl_seconds?: number }>(
  config: T,
): T & { cache_deny_ttl_seconds: number } {
  return { ...config, cache_deny_ttl_seconds: config.cache_deny_ttl_seconds ?? config.cache_ttl_seconds };
}
