import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Logger } from 'nestjs-pino';
import { isLoopbackHost, isLoopbackPeer } from '../common/http/loopback-host.js';
import { ManagementModule } from '../management.module.js';
import type { GatewayConfig } from '../modules/config/index.js';
import { VERSION } from '../modules/status/index.js';
import type { DataPlane } from './data-plane.js';

const BODY_LIMIT_BYTES = 64 * 1024;

/** Builds the management plane: health, metrics, API description. Nothing listens yet. */
export async function createManagementPlane(config: GatewayConfig, data: DataPlane): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    if (config.loopback_hosts_only && !isLoopbackHost(request.headers.host)) {
      return reply.code(403).send({ statusCode: 403, message: 'This gateway answers only to localhost.' });
    }
    // Decided on the matched route, not on the path as sent: an encoded path cannot slip by.
    if (request.routeOptions.url?.startsWith('/docs') === true && !isLoopbackPeer(request.socket.remoteAddress)) {
      return reply.code(404).send({ statusCode: 404, message: 'Not Found' });
    }
    return undefined;
  });
  const app = await NestFactory.create<NestFastifyApplication>(ManagementModule.forRoot(config, data.status), adapter, {
    abortOnError: false,
    logger: data.app.get(Logger),
  });
  const description = new DocumentBuilder()
    .setTitle('Mizuchi Uploadr management')
    .setDescription('Health, readiness and metrics of the upload gateway')
    .setVersion(VERSION)
    .build();
  SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'docs/json',
    yamlDocumentUrl: 'docs/yaml',
  });
  await app.init();
  await adapter.getInstance().ready();
  return app;
}
