import type { BucketStatus, DataPlaneStatus } from '../status/index.js';

/** A JSON answer with its HTTP status. */
export interface HealthReport {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

type Component = Readonly<Record<string, unknown>>;

/** Liveness: the process answers. A dead backend or a drain is no reason to restart it. */
export function livenessReport(status: DataPlaneStatus, components: Component): HealthReport {
  return {
    status: 200,
    body: { status: 'ok', version: status.version, uptime_seconds: status.uptime(), components },
  };
}

/**
 * Readiness: 503 while draining, or when no bucket's store can be reached. One dead backend does not take the other
 * buckets out of service; the body names it.
 * @param components what was found out of each bucket, by its name
 */
export function readinessReport(
  draining: boolean,
  buckets: readonly BucketStatus[],
  components: Component,
): HealthReport {
  if (draining) return { status: 503, body: { status: 'draining', buckets: {} } };
  const ready = buckets.filter((bucket) => bucket.ready).length;
  const word = ready === buckets.length ? 'ready' : ready > 0 ? 'degraded' : 'not ready';
  return { status: ready > 0 ? 200 : 503, body: { status: word, buckets: components } };
}

/** One bucket's entry in the reports. */
export function bucketComponent({ ready, reason }: BucketStatus): Component {
  return { status: ready ? 'up' : 'down', ...(reason === undefined ? {} : { reason }) };
}
