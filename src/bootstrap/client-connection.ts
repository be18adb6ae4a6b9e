import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../common/errors/gateway-error.js';
import { closesConnection } from '../common/http/discard-unread-body.js';
import type { RequestContext } from '../modules/runtime/index.js';
import { malformedRequestError } from './malformed-request.js';

/** A request that Node has parsed, and what to do when its turn comes. */
export interface ParsedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Answers it, now or later. */
  begin(): RequestContext;
}

/** How many requests may wait behind the one being answered before nothing more is read from their client. */
const MOST_WAITING = 16;

/**
 * The requests of one client connection, one after the other. Clients may send the next before the last is answered,
 * but only safe methods may be carried out side by side (RFC 9112 section 9.3.2), and uploads are not safe.
 */
export class ClientConnection {
  private readonly waiting: ParsedRequest[] = [];
  private current: ParsedRequest | undefined;
  private context: RequestContext | undefined;
  /** What was wrong inside the body of the newest request. */
  private bodyFailure: GatewayError | undefined;
  /** What came behind the requests and was none. Answered after them. */
  private malformed: GatewayError | undefined;
  private closing = false;
  private paused = false;

  /** @param refuse answers what is no request, and ends the connection */
  constructor(
    private readonly socket: Socket,
    private readonly refuse: (error: GatewayError) => void,
  ) {}

  /** Whether nothing would be lost if the connection were closed now. */
  get idle(): boolean {
    return this.current === undefined && !this.closing;
  }

  add(parsed: ParsedRequest): void {
    if (this.closing) {
      // The last answer said so: what comes behind it must not be carried out (RFC 9112 section 9.6).
      parsed.request.resume();
      return;
    }
    this.waiting.push(parsed);
    if (this.current === undefined) {
      this.next();
    } else if (this.waiting.length >= MOST_WAITING) {
      this.paused = true;
      this.socket.pause();
    }
  }

  /** Takes what Node reports as `clientError`: no HTTP, headers that came too slowly, a body that broke off. */
  parserError(error: Error & { code?: string }): void {
    if (this.closing) return;
    if (!isParserError(error)) {
      this.socket.destroy();
      return;
    }
    const newest = this.waiting.at(-1) ?? this.current;
    if (newest === undefined || newest.request.complete) {
      this.refuseLater(malformedRequestError(error));
      return;
    }
    this.bodyFailure ??= new GatewayError('IncompleteBody', { cause: error });
    // The operation cleans up and answers.
    if (newest === this.current) this.context?.failBody(this.bodyFailure);
  }

  /** Answers with this error when everything before it has been answered, and closes. */
  refuseLater(error: GatewayError): void {
    this.malformed ??= error;
    if (this.current === undefined) this.next();
  }

  private next(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      if (this.malformed !== undefined) this.refuseNow(this.malformed);
      return;
    }
    this.current = next;
    next.response.once('close', () => {
      this.answered(next.response);
    });
    this.context = next.begin();
    if (this.bodyFailure !== undefined && this.waiting.length === 0) this.context.failBody(this.bodyFailure);
    if (this.waiting.length === 0) this.unpause();
  }

  private answered(response: ServerResponse): void {
    this.current = undefined;
    this.context = undefined;
    if (this.socket.destroyed) this.waiting.length = 0;
    else if (closesConnection(response)) this.close();
    else this.next();
  }

  private refuseNow(error: GatewayError): void {
    // The client asked for the end of the connection with its last request, and has been answered.
    if (!this.socket.writable) return;
    this.close();
    this.refuse(error);
  }

  private close(): void {
    this.closing = true;
    // Bodies that nobody reads would stop the connection before its end is seen.
    for (const { request } of this.waiting.splice(0)) request.resume();
    this.unpause();
  }

  private unpause(): void {
    if (!this.paused) return;
    this.paused = false;
    this.socket.resume();
  }
}

/** Other errors are the socket's own: it is gone. */
function isParserError({ code }: { code?: string }): boolean {
  return code?.startsWith('HPE_') === true || code === 'ERR_HTTP_REQUEST_TIMEOUT';
}
