import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { clientView } from '../../common/http/client-view.js';
import type { ClientView } from '../../common/http/client-view.js';
import type { RequestHeaders } from '../../common/s3/header-registry.js';
import type { OperationRow } from '../../common/s3/operation-table.js';
import type { RequestTarget } from '../../common/s3/request-target.js';
import { encodeUriPath } from '../../common/sigv4/uri-encoding.js';
import type { ChunkSigning } from '../../common/sigv4/chunk-signing.js';
import type { ObjectAddress } from '../storage/index.js';
import { ANONYMOUS } from './principal.js';
import type { Principal } from './principal.js';
import type { BucketRuntime } from './bucket-runtime.js';
import { newRequestId } from './request-id.js';
import type { RuntimeSnapshot } from './runtime-snapshot.js';

/** Where a request goes, before it is known what it asks for. */
export interface LocatedRequest {
  readonly target: RequestTarget;
  readonly bucket: BucketRuntime;
  /** Bucket name in the client's view. */
  readonly bucketName: string;
  /** Key as sent, percent-encoded; empty when the bucket itself is addressed. */
  readonly rawKey: string;
}

/** What routing found out about a request. */
export interface RoutedRequest extends LocatedRequest {
  /** Decoded key; empty for operations on the bucket. */
  readonly key: string;
  readonly operation: OperationRow;
}

/** How the bytes of a body travelled, for the access log. */
export type DataPath = 'none' | 'stream';

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/**
 * One request from its first header to the end of its answer. It is read from the raw message once; everything
 * later reads the context and never `req.url`, `req.params` or `req.query`.
 */
export class RequestContext {
  /** Also sent as `x-amz-request-id`. */
  readonly requestId = newRequestId();
  /** Milliseconds of the monotonic clock. */
  readonly startedAt = performance.now();
  readonly method: string;
  /** Request-target as sent. */
  readonly url: string;
  /** Those of the message, and after authentication also those that a presigned URL carries in its query. */
  headers: RequestHeaders;
  /** Who the client is and what it has sent, behind the proxies that are trusted. */
  readonly client: ClientView;
  /** Object bytes taken from the client so far. */
  bytesReceived = 0;
  /** Object bytes given to the client so far. */
  bytesSent = 0;
  /** S3 code of the error that was answered. */
  errorCode: string | undefined;
  /** Whether a 200 is out while the outcome is still open: it belongs into the body then, an error too. */
  answerHeld = false;
  /** Whether an answer that was under way has been broken off here. Its status is out; the client has not gone away. */
  answerCut = false;
  /** Bucket, as soon as it is found: the access log names it for refused requests too. */
  bucket: BucketRuntime | undefined;
  /** Operation, as soon as it is identified. */
  operation: OperationRow | undefined;
  /** Key, as soon as it is decoded. */
  key: string | undefined;
  /** Request headers that go to the store: those the operation knows. Filled by the header guard. */
  forwarded: ReadonlyMap<string, string> = NO_HEADERS;
  /** Key that the gateway has chosen for a new object, in place of the one that was asked for. */
  chosenKey: string | undefined;
  dataPath: DataPath = 'none';
  /** Who asks. Set by the authentication guard. */
  principal: Principal = ANONYMOUS;
  /** Bytes that the object may have by what authorisation demands; the bucket's own limit holds beside it. */
  sizeLimit = Infinity;
  /** Set when the request is signed and announces signed chunks. */
  chunkSigning: ChunkSigning | undefined;
  /** Signature of a request that is signed in its header. Set by the authentication guard. */
  headerSignature: string | undefined;
  /** What has been remembered of the signature, when it may be used once only. Set by the replay guard. */
  usedSignature: string | undefined;
  private bodyFailure: GatewayError | undefined;
  private bodyFailureListener: ((error: GatewayError) => void) | undefined;
  private locatedRequest: LocatedRequest | undefined;
  private routedRequest: RoutedRequest | undefined;

  constructor(
    readonly snapshot: RuntimeSnapshot,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    this.method = request.method ?? '';
    this.url = request.url ?? '';
    this.headers = readHeaders(request.rawHeaders);
    this.client = clientView(this.headers, request.socket.remoteAddress, snapshot.trustedProxies);
  }

  /** Sends 100 Continue when the client waits for it (RFC 9110 section 10.1.1). To be called after every guard. */
  askForBody(): void {
    if (this.request.httpVersion === '1.1' && this.headers.get('expect')?.toLowerCase() === '100-continue') {
      this.response.writeContinue();
    }
  }

  /** Tells whoever reads the body that the rest will not come, although the connection still stands. */
  failBody(error: GatewayError): void {
    this.bodyFailure ??= error;
    this.bodyFailureListener?.(this.bodyFailure);
  }

  /** At most one listener: a body has one reader. It is called at once when the body has failed already. */
  onBodyFailure(listener: (error: GatewayError) => void): void {
    this.bodyFailureListener = listener;
    if (this.bodyFailure !== undefined) listener(this.bodyFailure);
  }

  /** Where it goes; only guards that run after the bucket was found, and operations, may ask. */
  get located(): LocatedRequest {
    if (this.locatedRequest === undefined) throw new GatewayError('InternalError', { message: 'Not located yet' });
    return this.locatedRequest;
  }

  set located(located: LocatedRequest) {
    this.locatedRequest = located;
    this.bucket = located.bucket;
  }

  /** What routing found; only guards and operations that run after it may ask. */
  get routed(): RoutedRequest {
    if (this.routedRequest === undefined) throw new GatewayError('InternalError', { message: 'Not routed yet' });
    return this.routedRequest;
  }

  set routed(routed: RoutedRequest) {
    this.routedRequest = routed;
  }
}

/** Where an object that a request makes goes: under its own key, or under the one that the gateway has chosen. */
export function newObjectAddress({ routed, chosenKey }: RequestContext): ObjectAddress {
  return { bucket: routed.bucketName, key: chosenKey ?? routed.key };
}

/** Tells the client the key that the gateway has chosen for its object, percent-encoded. */
export function chosenKeyHeader({ chosenKey }: RequestContext): readonly (readonly [string, string])[] {
  return chosenKey === undefined ? [] : [['x-mizuchi-key', encodeUriPath(chosenKey)]];
}

const CONTEXT = Symbol('RequestContext');
type WithContext = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Ties a context to its message, so that every layer of the framework reaches it. */
export function attachContext(context: RequestContext): void {
  (context.request as WithContext)[CONTEXT] = context;
}

export function contextOf(request: IncomingMessage): RequestContext {
  const context = (request as WithContext)[CONTEXT];
  if (context === undefined) throw new Error('The request did not pass the front of the data listener');
  return context;
}

/**
 * Node's `headers` drops repeated fields of some names and joins others with a comma and a space; signatures and
 * strict checks need them all, joined with a bare comma (RFC 9110 section 5.3).
 */
function readHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}
