import { BackendFault } from './backend-fault.js';
import type { Connection } from './connection.js';

export interface EndpointPoolOptions {
  readonly dial: () => Promise<Connection>;
  /** Greatest number of connections, those being opened included. */
  readonly maxSockets: number;
  /** Milliseconds after which an unused connection is closed. */
  readonly idleTimeout: number;
}

interface Waiter {
  readonly resolve: (connection: Connection) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The connections to one endpoint. The one used last is used next, so that a quiet hour leaves few of them; who
 * finds all of them busy waits in line.
 */
export class EndpointPool {
  readonly #idle: Connection[] = [];
  readonly #idleTimers = new Map<Connection, NodeJS.Timeout>();
  readonly #members = new Set<Connection>();
  readonly #waiters = new Set<Waiter>();
  #dialling = 0;
  #closed = false;

  constructor(private readonly options: EndpointPoolOptions) {}

  /** Connections that are open or being opened. */
  get open(): number {
    return this.#members.size + this.#dialling;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Requests waiting for a connection. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * A connection on which nothing is under way; to be given back with `release`.
   * @param signal ends the wait; its reason is thrown
   * @throws what `dial` throws
   */
  acquire(signal?: AbortSignal): Promise<Connection> {
    if (this.#closed) return Promise.reject(new BackendFault('POOL_CLOSED'));
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      clearTimeout(this.#idleTimers.get(idle));
      this.#idleTimers.delete(idle);
      return Promise.resolve(idle);
    }
    return new Promise((resolve, reject) => {
      this.#enqueue(resolve, reject, signal);
    });
  }

  /** Gives a connection back. One that is not clean has been closed or reset by its user, and its place is free. */
  release(connection: Connection): void {
    if (!this.#members.has(connection)) return;
    if (!connection.reusable || this.#closed) {
      connection.close();
      return;
    }
    const waiter = this.#nextWaiter();
    if (waiter !== undefined) waiter.resolve(connection);
    else this.#park(connection);
  }

  /** Closes every connection, and fails whoever still waits. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.reject(new BackendFault('POOL_CLOSED'));
    this.#waiters.clear();
    for (const connection of [...this.#members]) {
      if (connection.reusable) connection.close();
      else connection.abort(new BackendFault('POOL_CLOSED'));
    }
  }

  #enqueue(resolve: Waiter['resolve'], reject: Waiter['reject'], signal: AbortSignal | undefined): void {
    const waiter: Waiter = {
      resolve: (connection) => {
        signal?.removeEventListener('abort', leave);
        resolve(connection);
      },
      reject: (error) => {
        signal?.removeEventListener('abort', leave);
        reject(error);
      },
    };
    const leave = (): void => {
      this.#waiters.delete(waiter);
      waiter.reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiters.add(waiter);
    this.#dialForWaiters();
  }

  /** Opens as many connections as there are waiters that none is on its way for. */
  #dialForWaiters(): void {
    while (!this.#closed && this.#dialling < this.#waiters.size && this.open < this.options.maxSockets) {
      this.#dialling += 1;
      void this.#dialOnce();
    }
  }

  async #dialOnce(): Promise<void> {
    let connection: Connection;
    try {
      connection = await this.options.dial();
    } catch (error) {
      this.#dialling -= 1;
      this.#nextWaiter()?.reject(error);
      this.#dialForWaiters();
      return;
    }
    this.#dialling -= 1;
    this.#members.add(connection);
    connection.onGone = () => {
      this.#forget(connection);
    };
    this.release(connection);
  }

  #nextWaiter(): Waiter | undefined {
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      return waiter;
    }
    return undefined;
  }

  #park(connection: Connection): void {
    const timer = setTimeout(() => {
      connection.close();
    }, this.options.idleTimeout);
    timer.unref();
    this.#idleTimers.set(connection, timer);
    this.#idle.push(connection);
  }

  #forget(connection: Connection): void {
    this.#members.delete(connection);
    clearTimeout(this.#idleTimers.get(connection));
    this.#idleTimers.delete(connection);
    const position = this.#idle.indexOf(connection);
    if (position !== -1) this.#idle.splice(position, 1);
    this.#dialForWaiters();
  }
}
