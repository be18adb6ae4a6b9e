import type { AddressInfo } from 'node:net';
import type { ValueProvider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream, Logger } from 'pino';
import { isLoopbackAddress } from '../modules/config/index.js';
import type { GatewayConfig, ListenAddress } from '../modules/config/index.js';
import { createLogger } from '../modules/logging/index.js';
import { createDataPlane } from './data-plane.js';
import { drain } from './drain.js';
import { createManagementPlane } from './management-plane.js';

/** A gateway that can be started and stopped: what `serve` runs, and what every end-to-end test runs. */
export interface Gateway {
  readonly logger: Logger;
  /** Listens on both addresses. Rejects with the system's error, for example EADDRINUSE. */
  listen(): Promise<void>;
  /** Where the data listener can be reached; after `listen`. Port 0 in the configuration is the chosen port here. */
  dataAddress(): string;
  managementAddress(): string;
  /**
   * Refuses readiness, waits `graceMs`, stops accepting, lets uploads in flight finish within
   * `server.timeouts.drain`, cuts the rest and closes everything.
   */
  close(graceMs: number): Promise<void>;
}

/**
 * @param destination where log lines go instead of standard output, for tests
 * @param settings as `DataPlaneModule.forRoot` takes them, for tests
 */
export async function createGateway(
  config: GatewayConfig,
  destination?: DestinationStream,
  settings: ValueProvider[] = [],
): Promise<Gateway> {
  const logger = createLogger(config, destination);
  const data = await createDataPlane(config, logger, settings);
  const management = await createManagementPlane(config, data);
  const { address } = config.server;
  const open = config.buckets.filter((bucket) => !bucket.auth.enabled);
  data.metrics.openBuckets.set(isLoopbackAddress(address) ? 0 : open.length);

  return {
    logger,
    async listen() {
      await listenOn(management, config.management.address);
      await listenOn(data.app, address);
    },
    dataAddress: () => boundAddress(data.app),
    managementAddress: () => boundAddress(management),
    async close(graceMs) {
      await drain(data, graceMs, config.server.timeouts.drain);
      await management.close();
    },
  };
}

async function listenOn(app: NestFastifyApplication, address: ListenAddress): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.listen(address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port });
}

function boundAddress(app: NestFastifyApplication): string {
  const address = (app.getHttpServer() as { address(): AddressInfo | string | null }).address();
  if (address === null) throw new Error('The listener is not open');
  if (typeof address === 'string') return `unix:${address}`;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
