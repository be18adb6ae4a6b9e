import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from '../status/index.js';

/** Something that was fetched some time ago. */
export interface KeySetAge {
  /** Undefined when it never was. */
  ageSeconds(): number | undefined;
}

/** Every metric of the gateway beside the process's own. Names are part of the contract. */
@Injectable()
export class MetricCatalogue {
  /** One per gateway, not the library's global one: several gateways may live in a process, as in tests. */
  readonly registry = new Registry();
  readonly requests: Counter<'operation' | 'code'>;
  readonly uploads: Counter<'bucket' | 'operation' | 'status'>;
  readonly uploadBytes: Counter<'bucket'>;
  readonly inFlight: Gauge;
  readonly openBuckets: Gauge;
  readonly authAttempts: Counter<'method' | 'result'>;
  /** Set when the metrics are asked for. */
  readonly credentialExpiry: Gauge<'bucket'>;
  readonly jwksRefresh: Counter<'result'>;
  /** The key sets in use; the gauge of their age asks them. */
  readonly keySets = new Set<KeySetAge>();
  readonly authzDecisions: Counter<'engine' | 'result'>;
  readonly authzDuration: Histogram<'engine'>;
  readonly authzCache: Counter<'engine' | 'result'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({ name: 'mizuchi_build_info', help: 'Always 1', labelNames: ['version', 'node'], registers }).set(
      { version: VERSION, node: process.version },
      1,
    );
    this.requests = new Counter({
      name: 'mizuchi_requests_total',
      help: 'Requests on the data listener, refused and malformed ones included',
      labelNames: ['operation', 'code'],
      registers,
    });
    this.uploads = new Counter({
      name: 'mizuchi_uploads_total',
      help: 'PutObject, PostObject, UploadPart and CompleteMultipartUpload requests by HTTP status',
      labelNames: ['bucket', 'operation', 'status'],
      registers,
    });
    this.uploadBytes = new Counter({
      name: 'mizuchi_upload_bytes_total',
      help: 'Object bytes received from clients',
      labelNames: ['bucket'],
      registers,
    });
    this.inFlight = new Gauge({
      name: 'mizuchi_requests_in_flight',
      help: 'Requests on the data listener that have not been answered',
      registers,
    });
    this.openBuckets = new Gauge({
      name: 'mizuchi_open_buckets',
      help: 'Buckets without authentication on a listener that other machines reach',
      registers,
    });
    this.authAttempts = new Counter({
      name: 'mizuchi_auth_attempts_total',
      help: 'Requests that reached authentication, by kind of credential and result',
      labelNames: ['method', 'result'],
      registers,
    });
    this.credentialExpiry = new Gauge({
      name: 'mizuchi_credential_expiry_timestamp_seconds',
      help: 'When the first of the client credentials of a bucket ends',
      labelNames: ['bucket'],
      registers,
    });
    this.jwksRefresh = new Counter({
      name: 'mizuchi_jwks_refresh_total',
      help: 'Attempts to fetch a key set, by result',
      labelNames: ['result'],
      registers,
    });
    const { keySets } = this;
    new Gauge({
      name: 'mizuchi_jwks_age_seconds',
      help: 'Time since the last successful fetch of the key set that is oldest; 0 without one',
      registers,
      collect() {
        this.set(Math.max(0, ...[...keySets].map((keySet) => keySet.ageSeconds() ?? 0)));
      },
    });
    this.authzDecisions = new Counter({
      name: 'mizuchi_authz_decisions_total',
      help: 'Decisions of authorisation engines: allow, deny, error, and error_allowed where on_error lets pass',
      labelNames: ['engine', 'result'],
      registers,
    });
    this.authzDuration = new Histogram({
      name: 'mizuchi_authz_duration_seconds',
      help: 'Time that an authorisation engine took for a decision that was not remembered',
      labelNames: ['engine'],
      buckets: [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.authzCache = new Counter({
      name: 'mizuchi_authz_cache_total',
      help: 'Questions to an authorisation engine: hit (remembered), shared (another request waits for the same), miss',
      labelNames: ['engine', 'result'],
      registers,
    });
  }
}
