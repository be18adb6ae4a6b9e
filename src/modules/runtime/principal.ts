import type { Claims } from '../../common/claims/claim-value.js';

/** Who a request comes from, as far as authentication found out. */
export interface Principal {
  readonly method: 'none' | 'sigv4' | 'jwt';
  /** Stable name of the caller; empty without authentication. Upload ids are bound to it. */
  readonly subject: string;
  /** Present when a token was verified, alone or together with a signature. */
  readonly claims?: Claims;
  /** When the token ends: milliseconds since 1970. Nothing that is decided for it may be remembered longer. */
  readonly expiresAt?: number;
}

/** Everyone, on a bucket without authentication. */
export const ANONYMOUS: Principal = { method: 'none', subject: '' };
