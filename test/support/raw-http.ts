import { once } from 'node:events';
import { connect } from 'node:net';
import type { NetConnectOpts, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseResponses } from './raw-response.js';
import type { RawResponse } from './raw-response.js';

/** How a connection ended: `open` = still there, `end` = FIN, `reset` = RST. */
export type ConnectionEnd = 'open' | 'end' | 'reset';

/** Default patience of every wait, in milliseconds: a test that hangs should say where. */
const PATIENCE_MS = 10_000;

/** A TCP connection on which a test writes exactly the bytes it means. */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #ended: ConnectionEnd = 'open';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    socket.on('end', () => {
      this.#finish('end');
    });
    // ECONNRESET and EPIPE both mean that the peer is gone without an orderly end.
    socket.on('error', () => {
      this.#finish('reset');
    });
    socket.on('close', () => {
      this.#finish('end');
    });
  }

  /** Connects to a port of 127.0.0.1, or as `net.connect` is told. */
  static async open(target: number | NetConnectOpts): Promise<RawConnection> {
    const options = typeof target === 'number' ? { port: target, host: '127.0.0.1' } : target;
    // allowHalfOpen: reading goes on after our FIN, and a FIN of the server does not end our sending.
    const socket = connect({ ...options, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.setNoDelay(true);
    return new RawConnection(socket);
  }

  get localPort(): number | undefined {
    return this.#socket.localPort;
  }

  get ended(): ConnectionEnd {
    return this.#ended;
  }

  /** Everything received so far. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Writes bytes (a string is Latin-1, one character one byte) and waits until the kernel has taken them. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Writes pieces in separate segments, with a pause of `pauseMs` between them. */
  async sendPieces(pieces: Iterable<string | Uint8Array>, pauseMs = 5): Promise<void> {
    for (const piece of pieces) {
      await this.send(piece);
      await sleep(pauseMs);
    }
  }

  /** Sends FIN: no more bytes will come, answers are still read. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Ends the connection with RST, as a client that was killed with unread data does. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Stops taking bytes from the kernel, so that the server meets a full receive window. */
  pauseReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }

  /**
   * Waits until what was received satisfies the condition.
   * @throws if the connection ends or `patienceMs` pass before
   */
  async waitFor(condition: (received: Buffer) => boolean, patienceMs = PATIENCE_MS): Promise<Buffer> {
    await this.#waitUntil(() => condition(this.received) || this.#ended !== 'open', patienceMs, 'the expected bytes');
    if (condition(this.received)) return this.received;
    throw new Error(`the connection ended (${this.#ended}) before the expected bytes; ${this.#summary()}`);
  }

  /** Waits for `count` complete responses, interim ones (1xx) included. */
  async waitForResponses(count = 1, patienceMs = PATIENCE_MS, method = 'PUT'): Promise<RawResponse[]> {
    const complete = () =>
      parseResponses(this.received, { method, ended: this.#ended !== 'open' }).filter((response) => response.complete);
    await this.#waitUntil(
      () => complete().length >= count || this.#ended !== 'open',
      patienceMs,
      `${count} complete responses`,
    );
    const responses = complete();
    if (responses.length >= count) return responses;
    throw new Error(
      `the connection ended (${this.#ended}) with ${responses.length} of ${count} responses; ${this.#summary()}`,
    );
  }

  /** Waits until the server has ended the connection. @returns how */
  async waitForEnd(patienceMs = PATIENCE_MS): Promise<ConnectionEnd> {
    await this.#waitUntil(() => this.#ended !== 'open', patienceMs, 'the end of the connection');
    return this.#ended;
  }

  /** Closes without ceremony. */
  close(): void {
    this.#socket.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #finish(how: 'end' | 'reset'): void {
    if (this.#ended === 'open') this.#ended = how;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #summary(): string {
    const bytes = this.received;
    return `received ${bytes.length} bytes: ${JSON.stringify(bytes.toString('latin1', 0, 500))}`;
  }

  async #waitUntil(condition: () => boolean, patienceMs: number, what: string): Promise<void> {
    if (condition()) return;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const check = () => {
      if (condition()) resolve(undefined);
    };
    this.#waiting.add(check);
    const timer = setTimeout(() => {
      reject(new Error(`waited ${patienceMs} ms for ${what}; ${this.#summary()}`));
    }, patienceMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }
}

/** One request on a connection of its own; all its responses, when the last is complete or the connection has ended. */
export async function rawExchange(
  target: number | NetConnectOpts,
  pieces: string | Uint8Array | readonly (string | Uint8Array)[],
): Promise<RawResponse[]> {
  using connection = await RawConnection.open(target);
  const list = typeof pieces === 'string' || pieces instanceof Uint8Array ? [pieces] : pieces;
  const method =
    Buffer.from(list[0] ?? '')
      .toString('latin1')
      .split(' ', 1)[0] ?? '';
  // A refused body may be reset under our hands; the answer is what matters.
  await connection.sendPieces(list).catch(() => undefined);
  const isFinal = (response: RawResponse) => response.status >= 200 && response.complete;
  await connection.waitFor((bytes) =>
    parseResponses(bytes, { method, ended: connection.ended !== 'open' }).some(isFinal),
  );
  return parseResponses(connection.received, { method, ended: connection.ended !== 'open' });
}
