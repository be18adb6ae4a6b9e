import type { AuthorizationRequest } from '../../src/modules/runtime/index.js';

/** A question of alice, as a request for an upload makes it. */
export function authorizationRequest(more: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    principal: { method: 'sigv4', subject: 'alice' },
    action: 'upload',
    operation: 'PutObject',
    resource: { bucket: 'b', key: 'k' },
    context: { method: 'PUT', path: '/b/k', ip: '127.0.0.1', contentLength: 5, headers: new Map() },
    ...more,
  };
}
