import type { HeaderMap, PreflightRequest } from '../storage/index.js';
import { corsHeaders } from './answers/cors-headers.js';
import type { BackendErrorMapper } from './answers/map-backend-error.js';
import type { BackendTarget } from './backend-target.js';
import { unavailable } from './connections/backend-fault.js';
import type { EndpointPool } from './connections/endpoint-pool.js';
import { exchange } from './connections/exchange.js';
import { requestHead } from './uploads/request-head.js';
import { sendableHeaders } from './uploads/sendable-headers.js';

export interface PreflightOptions {
  readonly target: BackendTarget;
  readonly pool: EndpointPool;
  readonly errors: BackendErrorMapper;
  /** Milliseconds. */
  readonly responseTimeout: number;
}

/**
 * Hands a preflight on to the backend. Unsigned: browsers send preflights without credentials, so S3 asks for none.
 * @throws GatewayError the backend's refusal, ServiceUnavailable, GatewayTimeout
 */
export async function askPreflight(options: PreflightOptions, request: PreflightRequest): Promise<HeaderMap> {
  const { target, pool, errors, responseTimeout } = options;
  const { host, path } = target.place(target.bucketFor(request.bucket), request.key);
  const head = requestHead('OPTIONS', path, [], [['host', host], ...sendableHeaders(request.headers)]);
  try {
    const connection = await pool.acquire();
    try {
      const response = await exchange(connection, { method: 'OPTIONS', head }, responseTimeout);
      if (response.status !== 200 && response.status !== 204) throw errors.refusal(response, 'NoSuchBucket');
      return corsHeaders(response.headers);
    } finally {
      pool.release(connection);
    }
  } catch (error) {
    throw unavailable(error);
  }
}
