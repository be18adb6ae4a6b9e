import { GatewayError } from '../../common/errors/gateway-error.js';
import type { SpooledBytes } from './spool-port.js';

/** A small body in memory. */
export class MemoryBytes implements SpooledBytes {
  length = 0;
  #memory: Buffer | undefined;
  readonly #onDiscard: () => void;

  /** @param onDiscard called once, when the room is free again */
  constructor(reserved: number, onDiscard: () => void) {
    // Not of the pool: a reader may free the memory of what it is given.
    this.#memory = Buffer.allocUnsafeSlow(reserved);
    this.#onDiscard = onDiscard;
  }

  append(bytes: Uint8Array): Promise<void> {
    if (this.#memory === undefined || this.length + bytes.length > this.#memory.length) {
      return Promise.reject(new GatewayError('InternalError', { cause: new Error('More bytes than were reserved') }));
    }
    this.#memory.set(bytes, this.length);
    this.length += bytes.length;
    return Promise.resolve();
  }

  async *read(): AsyncIterable<Buffer> {
    if (this.#memory !== undefined && this.length > 0)
      yield await Promise.resolve(this.#memory.subarray(0, this.length));
  }

  discard(): Promise<void> {
    if (this.#memory !== undefined) {
      this.#memory = undefined;
      this.#onDiscard();
    }
    return Promise.resolve();
  }
}
