import type { RequestHeaders } from '../../common/s3/header-registry.js';
import type { Action } from '../../common/s3/operation-actions.js';
import type { Principal } from './principal.js';

/** What may stand between a caller and an object; each asks on its own, and all have to agree. */
export type AuthorizationEngine = 'opa' | 'openfga';

/** One question: may this caller do this to that? */
export interface AuthorizationRequest {
  readonly principal: Principal;
  readonly action: Action;
  /** Name in the S3 API reference. */
  readonly operation: string;
  /** In the client's words; the key is empty when the bucket itself is addressed. */
  readonly resource: { readonly bucket: string; readonly key: string };
  readonly context: {
    readonly method: string;
    /** As sent, without the query: it may carry a signature or a token. */
    readonly path: string;
    readonly ip: string;
    /** Bytes of the object, or of the document, that the request declares. */
    readonly contentLength: number | undefined;
    /** All of the request; an engine is given only harmless ones. */
    readonly headers: RequestHeaders;
  };
}

/** What an engine demands in return for its consent. */
export interface Obligations {
  /** Bytes that the object may have. */
  readonly maxSize?: number;
  readonly keyPrefix?: string;
  /** Headers that a new object is stored with, whatever the client sent. By lower-case name. */
  readonly forcedHeaders?: ReadonlyMap<string, string>;
}

export type Decision =
  | { readonly allow: true; readonly obligations: Obligations }
  /** The reason is for the log, not for the caller. */
  | { readonly allow: false; readonly reason?: string };

/** How a decision came about: from memory, from the answer somebody else waits for, or newly asked. */
export type CacheResult = 'hit' | 'shared' | 'miss';

/** Told what a decision cost. */
export interface AuthorizationObserver {
  cache(engine: AuthorizationEngine, result: CacheResult): void;
  evaluated(engine: AuthorizationEngine, seconds: number): void;
}

/** Decides for one bucket by one engine. Holds what the bucket's configuration says about that. */
export interface Authorizer {
  /**
   * Answers at once when it can.
   * @throws or rejects with an Error when the engine cannot be asked or its answer makes no sense; its message holds no
   *   secret. The state has been logged by then.
   */
  authorize(request: AuthorizationRequest, observer: AuthorizationObserver): Decision | Promise<Decision>;
  /** Releases connections and timers. Called once, after the last request has ended. */
  close(): Promise<void>;
}

/** The engines that a bucket asks; none when it has no `authz`. */
export type Authorizers = Readonly<Partial<Record<AuthorizationEngine, Authorizer>>>;
