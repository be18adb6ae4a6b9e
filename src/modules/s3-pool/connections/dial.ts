import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { TlsMaterial } from '../../../common/tls/tls-material.js';
import { BackendFault } from './backend-fault.js';
import { Connection } from './connection.js';

/** Where an endpoint listens and how to speak to it. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Certificates and names for TLS; absent for plain HTTP. */
  readonly tls?: TlsMaterial | undefined;
}

/**
 * Opens a connection.
 * @param timeout milliseconds for TCP and TLS together
 * @throws the error of Node, or a BackendFault CONNECT_TIMEOUT
 */
export async function dial(target: DialTarget, timeout: number): Promise<Connection> {
  const { host, port, tls } = target;
  const raw = connect({ host, port, noDelay: true, keepAlive: true, allowHalfOpen: true });
  const stream = tls === undefined ? raw : connectTls({ socket: raw, ...tlsOptions(host, tls) });
  await opened(raw, stream, timeout);
  return new Connection(raw, stream);
}

function tlsOptions(host: string, { ca, cert, key, serverName }: TlsMaterial): ConnectionOptions {
  const name = serverName ?? host;
  return {
    host: name,
    ALPNProtocols: ['http/1.1'],
    // RFC 6066 section 3: no addresses in the server name indication.
    ...(isIP(name) === 0 && { servername: name }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

function opened(raw: Socket, stream: Socket, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      // Errors may follow the first one; without a listener they would end the process.
      stream.on('error', () => undefined);
      stream.destroy();
      raw.destroy();
      reject(error);
    };
    const closed = (): void => {
      fail(new BackendFault('CONNECTION_CLOSED'));
    };
    const timer = setTimeout(() => {
      fail(new BackendFault('CONNECT_TIMEOUT'));
    }, timeout);
    if (raw !== stream) raw.on('error', fail);
    stream.once('error', fail);
    stream.once('close', closed);
    stream.once(raw === stream ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      stream.off('error', fail);
      stream.off('close', closed);
      raw.off('error', fail);
      resolve();
    });
  });
}
