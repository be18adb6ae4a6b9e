import type { Network } from '../../common/http/trusted-proxies.js';
import type { LogLevel } from '../../common/log-levels.js';
import type { OfferedOperation } from '../../common/s3/operation-names.js';
import type { TlsFiles } from '../../common/tls/tls-material.js';
import type { JwtConfig } from './jwt-config.js';
import type { Relations } from './values/relations.js';
import type { ListenAddress } from './values/listen-address.js';

/**
 * One checked configuration, deeply frozen. Keys are those of the YAML file; durations are milliseconds, sizes are
 * bytes, paths are as written (relative ones start at the working directory of the process).
 */
export interface GatewayConfig {
  readonly server: ServerConfig;
  readonly management: { readonly address: ListenAddress };
  /** The first signs, all verify. Empty when none is configured: one is then generated in `server.state_dir`. */
  readonly secret: readonly string[];
  readonly buckets: readonly BucketConfig[];
  readonly metrics: { readonly enabled: boolean; readonly port: number };
  readonly logging: LoggingConfig;
  /**
   * Whether only the Host names of this machine are answered, against DNS rebinding. True for the embedded default
   * alone; there is no key for it.
   */
  readonly loopback_hosts_only: boolean;
}

export interface ServerConfig {
  readonly address: ListenAddress;
  /** Names of the data listener, in lower case, without port, each once. */
  readonly public_hosts: readonly string[];
  /** Peers whose word about the client behind them is believed. */
  readonly trusted_proxies: readonly Network[];
  readonly state_dir: string;
  readonly limits: ServerLimits;
  readonly timeouts: ServerTimeouts;
}

/** All in bytes. */
export interface ServerLimits {
  readonly spool_memory: number;
  readonly spool_disk: number;
}

/** All in milliseconds. */
export interface ServerTimeouts {
  readonly headers: number;
  readonly body_idle: number;
  readonly keep_alive: number;
  readonly drain_grace: number;
  readonly drain: number;
}

interface CommonBucketConfig {
  readonly name: string;
  /** `/`, or `/` and segments without a trailing slash, the last of which may be `{bucket}`. */
  readonly path_prefix: string;
  /** Source of a regular expression; only with `{bucket}`. */
  readonly bucket_pattern?: string;
  readonly operations: readonly OfferedOperation[];
  readonly auth: AuthConfig;
  /** Absent: every caller may do everything that the bucket offers. */
  readonly authz?: AuthzConfig;
  readonly upload: UploadRules;
  /** Absent: pages of other origins may not use the bucket. `passthrough`: the rules are those of the backend. */
  readonly cors?: CorsConfig | 'passthrough';
}

/** What pages of other origins may do. */
export interface CorsConfig {
  /** `*`, origins in lower case, or `scheme://*.host` for every host below one. */
  readonly origins: readonly string[];
  readonly methods: readonly CorsMethod[];
  /** Names of request headers, with at most one `*` in each. */
  readonly headers: readonly string[];
  /** Names of response headers beside those of S3. */
  readonly expose: readonly string[];
  /** Milliseconds. */
  readonly max_age: number;
}

export type CorsMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** A bucket has exactly one of the two stores. */
export type BucketConfig = CommonBucketConfig &
  (
    | { readonly s3: S3Config; readonly filesystem?: never }
    | { readonly filesystem: FilesystemConfig; readonly s3?: never }
  );

/** Who may use a bucket: everyone, or whoever signs with one of the keys or has a token. At least one of the two is there. */
export type AuthConfig =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly sigv4?: Sigv4Config;
      readonly jwt?: JwtConfig;
      /** Only together with the other two. */
      readonly web_identity?: WebIdentityConfig;
    };

/** Sessions for whoever has a token that `jwt` accepts. */
export interface WebIdentityConfig {
  readonly roles: readonly string[];
  /** Milliseconds. */
  readonly max_session: number;
}

export interface Sigv4Config {
  readonly region: string;
  readonly service: 's3';
  /** Those of the configuration itself. A pair that is written without a list is the only entry here. */
  readonly credentials: readonly Sigv4Credential[];
  /** Present wherever `credentials` is empty, but where all signatures are those of `web_identity`. */
  readonly credentials_file?: CredentialsFileConfig;
  /** Seconds. */
  readonly max_clock_skew_seconds: number;
  /** `strict`: a signature in the header can write once. */
  readonly replay_protection: 'off' | 'strict';
}

export interface CredentialsFileConfig {
  readonly path: string;
  /** What it held when the configuration was read. No access key of it stands in the configuration as well. */
  readonly credentials: readonly Sigv4Credential[];
}

export interface Sigv4Credential {
  readonly access_key: string;
  readonly secret_key: string;
  readonly session_token?: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly not_after?: number;
}

/** Who decides what callers may do; every engine that is there has to agree. At least one is. */
export interface AuthzConfig {
  readonly opa?: OpaConfig;
  readonly openfga?: OpenFgaConfig;
  /** What happens while an engine gives no usable answer. */
  readonly on_error: 'deny' | 'allow';
}

/** A policy has exactly one of the two places. */
export type OpaConfig = OpaServerConfig | OpaWasmConfig;

/** Both in seconds; 0 remembers nothing. */
interface DecisionCacheConfig {
  readonly cache_ttl_seconds: number;
  readonly cache_deny_ttl_seconds: number;
  readonly cache_max_entries: number;
}

export interface OpaServerConfig extends DecisionCacheConfig {
  readonly url: string;
  /** Without `/v1/data/`. */
  readonly policy_path: string;
  readonly timeout_seconds: number;
  readonly tls?: TlsFiles;
  readonly wasm?: never;
}

export interface OpaWasmConfig extends DecisionCacheConfig {
  /** Path of the compiled policy. */
  readonly wasm: string;
  readonly entrypoint: string;
}

export interface OpenFgaConfig extends DecisionCacheConfig {
  readonly url: string;
  readonly store_id: string;
  /** Absent: the store's latest. */
  readonly model_id?: string;
  readonly api_token?: string;
  readonly client_credentials?: OpenFgaClientCredentials;
  readonly relations: Relations;
  /** Templates of names. */
  readonly object: string;
  readonly user: string;
  readonly contextual_tuples: readonly ContextualTupleConfig[];
  readonly consistency?: 'minimize_latency' | 'higher_consistency';
  readonly timeout_seconds: number;
  readonly tls?: TlsFiles;
}

export interface OpenFgaClientCredentials {
  readonly issuer: string;
  readonly audience: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** Templates of names, and a relation. */
export interface ContextualTupleConfig {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}

/** What a bucket demands of new objects. Sizes in bytes. */
export interface UploadRules {
  readonly min_size: number;
  /** Absent: no limit but the store's. */
  readonly max_size?: number;
  /** `type/subtype`, `type/*` or `*`, in lower case. Absent: every type. */
  readonly content_types?: readonly string[];
  /** Whether the first bytes are compared with the declared type. */
  readonly sniff: boolean;
  /** Source of a regular expression, with `{sub}` and `{claim.NAME}` in it. */
  readonly key_pattern?: string;
  /** Makes the key under which an object is stored. */
  readonly key_template?: string;
  /** Names in lower case. */
  readonly forbidden_headers: readonly string[];
  readonly overwrite: boolean;
  /** Values by lower-case name. */
  readonly forced_headers: Readonly<Record<string, string>>;
}

/**
 * Who compares a body with what its client declared.
 * `passthrough`: the backend verifies what the headers declare, the gateway framing, signatures and trailer.
 * `gateway`: the gateway verifies everything, for backends that know no trailers.
 */
export type IntegrityMode = 'passthrough' | 'gateway';

export interface S3Config {
  /** The backend's bucket, or `{bucket}`. */
  readonly bucket: string;
  readonly region: string;
  /** Origin such as `http://127.0.0.1:9000`. Absent: AWS for the region. */
  readonly endpoint?: string;
  /** Present together with `secret_key`. Both absent: the SDK's default provider chain. */
  readonly access_key?: string;
  readonly secret_key?: string;
  readonly session_token?: string;
  readonly addressing: 'path' | 'virtual';
  readonly integrity: IntegrityMode;
  readonly pool: S3PoolConfig;
  readonly tls?: TlsFiles;
}

/** Timeouts in milliseconds. */
export interface S3PoolConfig {
  readonly max_sockets: number;
  readonly connect_timeout: number;
  readonly response_timeout: number;
  readonly complete_timeout: number;
  readonly idle_timeout: number;
}

export interface FilesystemConfig {
  /** Contains `{bucket}` exactly when the path prefix does. */
  readonly root: string;
  readonly fsync: boolean;
}

export interface LoggingConfig {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
}
