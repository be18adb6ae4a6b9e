import type { BucketConfig } from '../config/index.js';
import type { Authenticator } from '../runtime/index.js';
import { SigV4Authenticator } from './sigv4/sigv4-authenticator.js';

/** What authenticates the requests for a bucket; undefined for an open one. */
export function createAuthenticator({ name, auth }: BucketConfig): Authenticator | undefined {
  return auth.enabled ? new SigV4Authenticator(name, auth.sigv4) : undefined;
}
