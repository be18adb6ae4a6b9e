import { createServer, METHODS } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ValueProvider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { Logger as PinoLogger } from 'pino';
import { DataPlaneModule } from '../data-plane.module.js';
import type { GatewayConfig } from '../modules/config/index.js';
import { AccessLog } from '../modules/logging/index.js';
import { MetricCatalogue } from '../modules/metrics/index.js';
import { contextOf, RuntimeService } from '../modules/runtime/index.js';
import { S3ExceptionFilter } from '../modules/upload/index.js';
import { asksForSession, SESSION_ROUTE } from '../modules/web-identity/index.js';
import { InProcessStatus } from './in-process-status.js';
import { RequestFront } from './request-front.js';

/** S3 allows 8 KiB of headers; signatures and metadata of two proxies in between fit twice that. Bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** How often Node looks for connections whose headers are late. Milliseconds. */
const HEADER_CHECK_MS = 1_000;

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The data listener's application, ready to listen. */
export interface DataPlane {
  readonly app: NestFastifyApplication;
  readonly server: Server;
  readonly front: RequestFront;
  readonly runtime: RuntimeService;
  readonly status: InProcessStatus;
  readonly metrics: MetricCatalogue;
}

/**
 * Builds the data plane: HTTP server, framework, modules, snapshot. Nothing listens yet.
 * @param settings as `DataPlaneModule.forRoot` takes them
 */
export async function createDataPlane(
  config: GatewayConfig,
  logger: PinoLogger,
  settings: ValueProvider[] = [],
): Promise<DataPlane> {
  const front = new RequestFront();
  const adapter = new FastifyAdapter({
    exposeHeadRoutes: false,
    return503OnClosing: false,
    serverFactory: (handler: RequestHandler) => createHttpServer(config, front, handler),
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
      front.clientError(error, socket);
    },
    // One route for S3, whatever is asked for: a path router would refuse targets and methods before our own guards see them, and
    // would decode paths in its own way. The context has kept the target as sent.
    rewriteUrl: (request: IncomingMessage) => (asksForSession(contextOf(request)) ? SESSION_ROUTE : '/'),
  });
  const fastify = adapter.getInstance();
  // Fastify neither parses, limits nor rejects an object body: for it no method has one. And a method that it does
  // not know would be answered 404 instead of 405.
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });

  const module = await DataPlaneModule.forRoot(config, logger, settings);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  await app.init();
  await fastify.ready();

  const plane = {
    app,
    server: app.getHttpServer(),
    front,
    runtime: app.get(RuntimeService),
    status: app.get(InProcessStatus),
    metrics: app.get(MetricCatalogue),
  };
  front.connect({ ...plane, filter: app.get(S3ExceptionFilter), accessLog: app.get(AccessLog) });
  return plane;
}

function createHttpServer(
  { server: { timeouts } }: GatewayConfig,
  front: RequestFront,
  handler: RequestHandler,
): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headers,
      keepAliveTimeout: timeouts.keep_alive,
      connectionsCheckingInterval: HEADER_CHECK_MS,
      // An upload may take hours; a body that stalls is ended by timeouts.body_idle.
      requestTimeout: 0,
      noDelay: true,
      // Node would answer a request without Host by itself: without XML, request id or access log.
      requireHostHeader: false,
    },
    (request, response) => {
      front.receive(request, response, () => {
        handler(request, response);
      });
    },
  );
  // Node silently drops what exceeds its default of 2,000 fields; maxHeaderSize bounds them already.
  server.maxHeadersCount = 0;
  // A client may end its sending side behind its request and still has to be answered (RFC 9112 section 9.6).
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket: Socket) => {
    front.open(socket);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    front.tunnel(socket);
  });
  // Without these Node would send 100 Continue before any guard has run, and 417 for expectations S3 ignores.
  const asRequest = (request: IncomingMessage, response: ServerResponse): void => {
    server.emit('request', request, response);
  };
  server.on('checkContinue', asRequest);
  server.on('checkExpectation', asRequest);
  return server;
}
