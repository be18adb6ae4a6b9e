/** State of one bucket, as readiness reports it. */
export interface BucketStatus {
  readonly name: string;
  readonly ready: boolean;
  /** Why not, without host names, credentials or keys. */
  readonly reason?: string;
}

/**
 * All that the management plane knows of the data plane. In one process it is answered directly; with several
 * workers it will be asked over IPC, without either side noticing.
 */
export interface DataPlaneStatus {
  readonly version: string;
  /** Seconds since the data plane started. */
  uptime(): number;
  /** Whether a drain has begun: nothing is ready then. */
  draining(): boolean;
  buckets(): Promise<readonly BucketStatus[]>;
  /** All metrics in the Prometheus text format, with its media type. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export const DATA_PLANE_STATUS = Symbol('DATA_PLANE_STATUS');
