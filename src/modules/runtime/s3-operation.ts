import type { Readable } from 'node:stream';
import type { OfferedOperation } from '../../common/s3/operation-names.js';
import type { RequestContext } from './request-context.js';

/** What an operation wants answered. The writer adds the request id and, for XML, type and length. */
export interface S3Reply {
  readonly status: number;
  readonly headers?: Iterable<readonly [name: string, value: string]>;
  readonly xml?: string;
}

/**
 * A reply, always 200 with XML when it is a success, that may take longer than clients and proxies wait in silence.
 * Once `interval` is over the writer begins to answer and keeps the connection busy; the outcome then follows in the
 * body, an error too.
 */
export interface SlowReply {
  /** Rejects with what the operation would have thrown. */
  readonly outcome: Promise<S3Reply>;
  /** Milliseconds of silence, before the first byte and between bytes. */
  readonly interval: number;
}

/** A reply with the bytes of an object. Its headers have the Content-Length that the body keeps to. */
export interface StreamedReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readable;
}

export type S3Answer = S3Reply | SlowReply | StreamedReply;

/** One S3 operation. It runs after every guard has agreed and throws a GatewayError when it cannot be done. */
export interface S3Operation {
  readonly name: OfferedOperation;
  handle(context: RequestContext): Promise<S3Answer>;
}
