import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';

/** How a client left: with an orderly end, or with a TCP reset. */
export type Ending = 'fin' | 'reset';

/** What a backend does with a connection, in place of an HTTP server. */
export type Script = (connection: RawConnection, index: number) => void | Promise<void>;

/** One connection as a backend sees it: bytes, not requests. */
export class RawConnection {
  /** Settles when the client has left. */
  readonly ending: Promise<Ending>;
  #received = Buffer.alloc(0);
  #total = 0;
  #discarding = false;
  #wake: () => void = () => undefined;

  constructor(readonly socket: Socket) {
    this.ending = new Promise((resolve) => {
      socket.once('end', () => {
        resolve('fin');
      });
      socket.once('error', () => {
        resolve('reset');
      });
    });
    socket.on('data', (bytes: Buffer) => {
      this.#total += bytes.length;
      if (!this.#discarding) this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    socket.on('close', () => {
      this.#wake();
    });
  }

  /** All bytes that have arrived, those of earlier requests included. */
  get totalBytes(): number {
    return this.#total;
  }

  /** Waits for a request's head and takes it off what has been received. */
  async head(): Promise<string> {
    await this.#until(() => this.#received.includes('\r\n\r\n'));
    const end = this.#received.indexOf('\r\n\r\n') + 4;
    const head = this.#received.toString('latin1', 0, end);
    this.#received = this.#received.subarray(end);
    return head;
  }

  /** Waits for bytes of a body and takes them. */
  async body(bytes: number): Promise<Buffer> {
    await this.#until(() => this.#received.length >= bytes);
    const body = this.#received.subarray(0, bytes);
    this.#received = this.#received.subarray(bytes);
    return body;
  }

  /** Waits until that many bytes have arrived in all, and keeps none of them. */
  async discard(totalBytes: number): Promise<void> {
    this.#discarding = true;
    this.#received = Buffer.alloc(0);
    await this.#until(() => this.#total >= totalBytes);
  }

  /** Waits for a whole request with Content-Length. */
  async request(): Promise<{ head: string; body: Buffer }> {
    const head = await this.head();
    const length = /^content-length: (\d+)/im.exec(head)?.[1] ?? '0';
    return { head, body: await this.body(Number(length)) };
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Sends an answer and closes without reading on: whatever else arrives is answered with a reset. */
  sendAndClose(text: string): void {
    this.socket.write(text, 'latin1', () => {
      this.socket.destroy();
    });
  }

  end(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!reached() && !this.socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (!reached()) throw new Error('the client left first');
  }
}

/** A backend that answers with whatever bytes a test wants. */
export class RawBackend {
  readonly connections: RawConnection[] = [];
  readonly #server: Server;
  /** Below TLS, where there is TLS: some of them never get through a handshake. */
  readonly #sockets = new Set<Socket>();
  #wake: () => void = () => undefined;

  private constructor(script: Script, tls: TlsOptions | undefined) {
    const accept = (socket: Socket): void => {
      const connection = new RawConnection(socket);
      const index = this.connections.push(connection) - 1;
      this.#wake();
      // A script that waits for more than the client sends ends with the connection.
      Promise.resolve(script(connection, index)).catch(() => undefined);
    };
    const options = { allowHalfOpen: true, noDelay: true };
    this.#server = tls === undefined ? createServer(options, accept) : createTlsServer({ ...options, ...tls }, accept);
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
  }

  static async start(script: Script, tls?: TlsOptions): Promise<RawBackend> {
    const backend = new RawBackend(script, tls);
    backend.#server.listen(0, '127.0.0.1');
    await once(backend.#server, 'listening');
    return backend;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits until the client has opened that many connections, and returns the last of them. */
  async connection(count = 1): Promise<RawConnection> {
    for (;;) {
      const connection = this.connections[count - 1];
      if (connection !== undefined) return connection;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** An answer with a correct length. */
export function answer(status: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const fields = Object.entries({ ...headers, 'Content-Length': String(body.length) });
  return `HTTP/1.1 ${status}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** An S3 error document. */
export function errorXml(code: string, elements: Readonly<Record<string, string>> = {}): string {
  const inner = Object.entries({ Code: code, ...elements }).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner.join('')}</Error>`;
}
