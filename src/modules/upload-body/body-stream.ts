import { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { lendChunkMemory } from '../../common/streams/chunk-memory.js';
import type { BodyDecoder } from './body-decoder.js';

export interface BodyStreamOptions {
  /**
   * Longest pause between two pieces of the body, in milliseconds. Runs only while the gateway is willing to read:
   * a slow store does not make its client late.
   */
  readonly idleTimeoutMs: number;
  /** Told the object bytes of each piece. */
  readonly onBytes?: (count: number) => void;
}

/**
 * The object bytes of a request body, with backpressure up to the client's socket.
 *
 * Whatever ends this stream, the source is let go paused and alive: the client still has to read an answer, and
 * destroying an IncomingMessage would destroy its socket.
 */
export class BodyStream extends Readable {
  readonly #source: Readable;
  readonly #decoder: BodyDecoder;
  readonly #options: BodyStreamOptions;
  #reading = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(source: Readable, decoder: BodyDecoder, options: BodyStreamOptions) {
    // Nothing waits here for a slow store: the message itself holds the next piece, and that in every upload.
    super({ highWaterMark: 0 });
    this.#source = source;
    this.#decoder = decoder;
    this.#options = options;
    // The client may go away between `open` and the moment its store begins to read. The error waits in `errored`
    // for whoever comes then; without a listener it would end the process.
    this.on('error', () => undefined);
    if (source.readableEnded) {
      this.#onEnd();
    } else if (source.destroyed) {
      this.#onAbort(source.errored);
    } else {
      // Paused first, since a new listener for data would start the flow before anybody asks for it.
      source.pause();
      source.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onAbort).on('close', this.#onClose);
    }
  }

  override _read(): void {
    if (this.#reading) return;
    this.#reading = true;
    if (this.#idle === undefined) this.#idle = setTimeout(this.#onIdle, this.#options.idleTimeoutMs);
    else this.#idle.refresh();
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#detach();
    callback(error);
  }

  readonly #onData = (piece: Buffer): void => {
    this.#idle?.refresh();
    const before = this.#decoder.received;
    try {
      const ready = this.#decoder.accept(piece);
      lendChunkMemory(piece, this.#decoder.received - before);
      if (!this.#pushAll(ready)) {
        this.#reading = false;
        this.#source.pause();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#options.onBytes?.(this.#decoder.received - before);
  };

  readonly #onEnd = (): void => {
    this.#detach();
    try {
      this.#pushAll(this.#decoder.finish());
      this.push(null);
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #onAbort = (cause: unknown): void => {
    this.#fail(new GatewayError('IncompleteBody', { cause: cause ?? undefined }));
  };

  readonly #onClose = (): void => {
    this.#onAbort(undefined);
  };

  readonly #onIdle = (): void => {
    if (this.#reading) this.#fail(new GatewayError('RequestTimeout'));
  };

  /** @returns whether more is welcome */
  #pushAll(pieces: readonly Buffer[]): boolean {
    let welcome = true;
    for (const piece of pieces) {
      // A reader may destroy the stream while it is given a piece, and then expects no other.
      if (this.destroyed) return false;
      welcome = this.push(piece);
    }
    return welcome;
  }

  #fail(error: unknown): void {
    this.destroy(Error.isError(error) ? error : new GatewayError('InternalError', { cause: error }));
  }

  #detach(): void {
    clearTimeout(this.#idle);
    this.#reading = false;
    const source = this.#source;
    source.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onAbort).off('close', this.#onClose);
    if (source.readableEnded) return;
    // Its error may be on the way already, and without a listener it would end the process.
    if (source.destroyed) source.once('error', () => undefined);
    else source.pause();
  }
}
