import type { JwtAlgorithm } from '../../common/jwt/algorithms.js';
import type { TlsFiles } from '../../common/tls/tls-material.js';
import type { ClaimRule } from './values/claim-rule.js';

/** How the tokens for a bucket are found and verified. At least one of `keys` and `jwks` has a key source. */
export interface JwtConfig {
  /** The keys that the configuration itself names. */
  readonly keys: readonly JwtKeyConfig[];
  readonly jwks?: JwksConfig;
  /** Values of `iss` that are accepted. Absent: any, or none. */
  readonly issuer?: readonly string[];
  /** A token must name one of them in `aud`. Absent: any, or none. */
  readonly audience?: readonly string[];
  /** Seconds by which clocks may differ. */
  readonly clock_tolerance_seconds: number;
  /** Where a token may stand, the first place that has one counts. */
  readonly token_sources: readonly TokenSource[];
  /** All must hold. */
  readonly claims: readonly ClaimRule[];
  /** Whether a signature counts only together with a token as its session token. */
  readonly sigv4_session: boolean;
}

/** One key with the algorithms that it, and nothing else, may be used with. */
export type JwtKeyConfig = {
  /** A token that names another key id is not verified with it. Absent: the key takes every id. */
  readonly kid?: string;
  readonly algorithms: readonly JwtAlgorithm[];
} & (
  { readonly secret: string; readonly public_key?: never } | { readonly public_key: string; readonly secret?: never }
);

export interface JwksConfig {
  /** At least one. */
  readonly urls: readonly string[];
  readonly algorithms: readonly JwtAlgorithm[];
  /** Milliseconds after which a key set is fetched again. */
  readonly cache_ttl: number;
  /** Milliseconds that keys count while they cannot be fetched again. */
  readonly max_stale: number;
  readonly tls?: TlsFiles;
}

export type TokenSource =
  | { readonly type: 'bearer' }
  | { readonly type: 'query' | 'cookie'; readonly name: string }
  | {
      readonly type: 'header';
      /** In lower case. */
      readonly name: string;
      /** What stands before the token; may be empty. */
      readonly prefix: string;
    };
