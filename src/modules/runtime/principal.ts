/** Who a request comes from, as far as authentication found out. */
export interface Principal {
  readonly method: 'none' | 'sigv4';
  /** Stable name of the caller; empty without authentication. Upload ids are bound to it. */
  readonly subject: string;
}

/** Everyone, on a bucket without authentication. */
export const ANONYMOUS: Principal = { method: 'none', subject: '' };
