import type { ConfigPath } from '../config-path.js';

/**
 * Keys of the full configuration format that a later version obeys, by the mapping they belong to. They are refused
 * by name: a key that is read and does nothing would promise a protection that is not there.
 */
export const FUTURE_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['tracing', 'redis', 'audit', 'reload', 'admin', 'webhooks'],
  server: ['workers', 'tls', 'zero_copy', 'rate_limit'],
  'server.limits': ['max_connections', 'max_inflight_uploads'],
  'server.timeouts': ['min_rate', 'total'],
  'buckets[]': ['rate_limit', 'quota'],
  'buckets[].s3': ['retry', 'breaker', 'replicas'],
  'buckets[].upload': ['multipart_threshold', 'part_size', 'concurrent_parts', 'retry_parts', 'multipart_owner'],
  logging: ['levels', 'clear_keys'],
};

/** Whether a later version knows the key of the mapping at `parent`. */
export function isFutureKey(parent: ConfigPath, key: string): boolean {
  const mapping = parent.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
  return Object.hasOwn(FUTURE_KEYS, mapping) && (FUTURE_KEYS[mapping]?.includes(key) ?? false);
}
