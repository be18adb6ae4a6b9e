import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../common/errors/gateway-error.js';
import type { AccessLog } from '../modules/logging/index.js';
import type { MetricCatalogue } from '../modules/metrics/index.js';
import { attachContext, newRequestId, RequestContext } from '../modules/runtime/index.js';
import type { RuntimeService } from '../modules/runtime/index.js';
import type { S3ExceptionFilter } from '../modules/upload/index.js';
import { ClientConnection } from './client-connection.js';
import { answerHealthProbe } from './health-probe.js';
import type { InProcessStatus } from './in-process-status.js';
import { answerMalformed } from './malformed-request.js';
import { requestHeadFault } from './request-head-fault.js';

/** What the front needs of the application that is built behind it. */
export interface FrontServices {
  readonly runtime: RuntimeService;
  readonly accessLog: AccessLog;
  readonly metrics: MetricCatalogue;
  readonly status: InProcessStatus;
  readonly filter: S3ExceptionFilter;
}

/** Nginx's status for a client that closed before it was answered; it stands in logs and metrics only. */
const CLIENT_CLOSED = 499;
const COUNTED_AS_UPLOAD = new Set(['PutObject', 'PostObject', 'UploadPart', 'CompleteMultipartUpload']);
const METHODS = 'GET, HEAD, PUT, POST, DELETE';

/**
 * The first and the last to see a request on the data listener, before and behind every framework: it makes the
 * context, answers health probes, and counts and logs when the response has closed, whatever became of it.
 */
export class RequestFront {
  private services: FrontServices | undefined;
  private readonly connections = new Map<Socket, ClientConnection>();

  /** Connects the front to the application. Before that nothing may listen. */
  connect(services: FrontServices): void {
    this.services = services;
  }

  /** A client has connected. */
  open(socket: Socket): void {
    const connection = new ClientConnection(socket, (error) => {
      this.refuse(socket, error);
    });
    this.connections.set(socket, connection);
    socket.once('close', () => this.connections.delete(socket));
  }

  /** @param handle passes the request to the application, which answers it */
  receive(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
    this.connections.get(request.socket)?.add({
      request,
      response,
      begin: () =>
        this.begin(new RequestContext(this.required().runtime.current().acquire(), request, response), handle),
    });
  }

  /** Node's `clientError`: what arrived is not HTTP, came too slowly, or a body ended before its length. */
  clientError(error: Error & { code?: string }, socket: Socket): void {
    const connection = this.connections.get(socket);
    if (connection === undefined) socket.destroy();
    else connection.parserError(error);
  }

  /** CONNECT: this is no proxy. Node has taken its own listeners off the socket. */
  tunnel(socket: Socket): void {
    // Without a listener a reset by the client would end the process.
    socket.on('error', () => socket.destroy());
    // Nor would anybody start reading again if the message before had stopped it: this ends the read that Node's parser
    // left open, so that the next one begins.
    socket.push('');
    const error = new GatewayError('MethodNotAllowed', {
      details: { Method: 'CONNECT', ResourceType: 'SERVICE' },
      headers: { Allow: METHODS },
    });
    this.connections.get(socket)?.refuseLater(error);
  }

  /** Closes connections on which nothing is under way, those that never sent a request too. */
  closeIdle(): void {
    for (const [socket, connection] of this.connections) if (connection.idle) socket.destroy();
  }

  /** Closes every connection, whatever is under way. */
  closeAll(): void {
    for (const socket of this.connections.keys()) socket.destroy();
  }

  private begin(context: RequestContext, handle: () => void): RequestContext {
    const { runtime, status, filter } = this.required();
    const { request, response, requestId, client } = context;
    attachContext(context);
    this.observe(context);
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('x-amz-id-2', requestId);
    if (client.requestId !== undefined) response.setHeader('x-request-id', client.requestId);
    // Node's parser loses what stands behind an offer to upgrade in the same packet: nothing behind it can be trusted.
    if (runtime.draining || context.headers.has('upgrade')) response.setHeader('connection', 'close');
    const fault = requestHeadFault(request);
    if (fault !== undefined) {
      // Whoever sends such a head cannot be trusted with where the next one begins.
      response.setHeader('connection', 'close');
      filter.answer(fault, context);
      return context;
    }
    try {
      if (!answerHealthProbe(context, status)) handle();
    } catch (error) {
      // Thrown further, it would end the process.
      filter.answer(error, context);
    }
    return context;
  }

  private refuse(socket: Socket, error: GatewayError): void {
    const requestId = newRequestId();
    answerMalformed(socket, error, requestId);
    const { accessLog, metrics } = this.required();
    accessLog.malformed(requestId, socket.remoteAddress ?? '', error.status, error.code);
    metrics.requests.inc({ operation: 'none', code: error.code });
  }

  private observe(context: RequestContext): void {
    const { accessLog, metrics } = this.required();
    metrics.inFlight.inc();
    context.response.once('close', () => {
      metrics.inFlight.dec();
      const answered = context.response.writableFinished || context.answerCut;
      const status = answered ? context.response.statusCode : CLIENT_CLOSED;
      const operation = context.operation?.name ?? 'none';
      metrics.requests.inc({
        operation,
        code: context.errorCode ?? (status === CLIENT_CLOSED ? 'ClientClosed' : 'OK'),
      });
      if (context.bucket !== undefined && COUNTED_AS_UPLOAD.has(operation)) {
        metrics.uploads.inc({ bucket: context.bucket.name, operation, status });
        metrics.uploadBytes.inc({ bucket: context.bucket.name }, context.bytesReceived);
      }
      accessLog.request(context, status);
      context.snapshot.release();
    });
  }

  private required(): FrontServices {
    if (this.services === undefined) throw new Error('The data listener received a request before it was ready');
    return this.services;
  }
}
