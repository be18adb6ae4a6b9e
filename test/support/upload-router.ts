import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { isUpload, readRequestLine } from './upload-requests.js';
import type { RequestLine } from './upload-requests.js';

/** Where a router sends what arrives. */
export interface RouterTargets {
  /** Port of the loopback that gets the requests of uploads. */
  readonly uploads: number;
  /** Port of the loopback that gets all others. */
  readonly others: number;
  /** Gives a request line another target, or leaves it as it is. */
  readonly aim?: (line: RequestLine) => RequestLine;
}

export interface UploadRouter {
  readonly port: number;
  /** Requests sent to the port of uploads so far, as `METHOD target`. */
  readonly uploads: readonly string[];
  close(): Promise<void>;
}

const HEAD_END = '\r\n\r\n';

/**
 * One address in front of two servers, chosen by the request line. Headers and body pass as the bytes they are,
 * for a signature covers them and the framing is under test. Only `Connection: close` is added, which nobody signs: each
 * connection carries one request, so no body has to be understood to find the next one.
 */
export async function startUploadRouter(targets: RouterTargets): Promise<UploadRouter> {
  const uploads: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    // A peer that goes away is seen by the other side as the end of its own socket.
    client.on('error', () => undefined);
    let head = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      if (!head.includes(HEAD_END)) return;
      client.off('data', onData);
      client.pause();
      const lineEnd = head.indexOf('\r\n');
      const sent = readRequestLine(head.toString('latin1', 0, lineEnd));
      const line = targets.aim?.(sent) ?? sent;
      const upload = isUpload(line, head.toString('latin1', lineEnd));
      if (upload) uploads.push(`${line.method} ${line.target}`);
      const server = connect({
        port: upload ? targets.uploads : targets.others,
        host: '127.0.0.1',
        allowHalfOpen: true,
      });
      keep(server);
      server.on('error', () => client.destroy());
      client.once('close', () => server.destroy());
      server.write(`${line.method} ${line.target} ${line.version}\r\nConnection: close`, 'latin1');
      server.write(head.subarray(lineEnd));
      client.pipe(server);
      server.pipe(client);
    };
    client.on('data', onData);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    uploads,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
