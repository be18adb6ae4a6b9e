import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const FOLDER = join(import.meta.dirname, '../certificates');

/** What ends TLS in front of the gateway: clients send other bodies over https than over http. */
export interface TlsFront {
  /** Origin with a certificate that clients do not know. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startTlsFront(port: number): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const server = createServer(
    { cert: readFileSync(join(FOLDER, 'server.pem')), key: readFileSync(join(FOLDER, 'server-key.pem')) },
    (client) => {
      const gateway = connect(port, '127.0.0.1');
      client.pipe(gateway).pipe(client);
      for (const [socket, other] of [
        [client, gateway],
        [gateway, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => sockets.delete(socket));
      }
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
