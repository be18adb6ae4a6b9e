import type { Readable } from 'node:stream';
import { GatewayError } from '../../../common/errors/gateway-error.js';

/** Where a body goes. Exactly one of `end` and `fail` is called, at the end. */
export interface BodySink {
  /** @returns false when no more bytes are wanted until `BodyReader.resume` */
  write(chunk: Buffer): boolean;
  end(): void;
  fail(error: unknown): void;
}

/**
 * Reads an upload's body: first a little ahead, before a connection is taken for it, then into a sink at the
 * sink's pace. It listens for errors all the time, so that a client may go away at any moment.
 */
export class BodyReader {
  readonly #failed = new AbortController();
  readonly #ahead: Buffer[] = [];
  #aheadBytes = 0;
  #aheadWanted = 0;
  #onAhead: () => void = () => undefined;
  #sink: BodySink | undefined;
  #ended = false;
  #stopped = false;

  constructor(private readonly body: Readable) {
    body.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    body.on('end', () => {
      this.#ended = true;
      this.#sink?.end();
      this.#onAhead();
    });
    body.on('error', (error) => {
      this.#fail(error);
    });
    body.on('close', () => {
      this.#fail(new GatewayError('IncompleteBody'));
    });
    body.pause();
  }

  /** Aborts when the body fails, with the body's error as its reason. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /**
   * Waits until the body's first bytes are here, or all of it.
   * @throws the error of the body
   */
  readAhead(bytes: number): Promise<void> {
    this.#aheadWanted = bytes;
    return new Promise((resolve, reject) => {
      this.#onAhead = () => {
        if (this.failed.aborted) reject(this.failed.reason as Error);
        else resolve();
      };
      if (this.failed.aborted || this.#ended) this.#onAhead();
      else this.body.resume();
    });
  }

  /** Sends what was read ahead, and from then on whatever comes. */
  pipeTo(sink: BodySink): void {
    if (this.failed.aborted) {
      sink.fail(this.failed.reason);
      return;
    }
    this.#sink = sink;
    let wanted = true;
    for (const chunk of this.#ahead.splice(0)) {
      if (!this.#stopped) wanted = sink.write(chunk);
    }
    if (this.#stopped) return;
    if (this.#ended) sink.end();
    else if (wanted) this.resume();
  }

  resume(): void {
    if (!this.#stopped) this.body.resume();
  }

  /** The body is not needed any more: its stream is destroyed, nothing more is read from the client. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#sink = undefined;
    this.body.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#sink !== undefined) {
      if (!this.#sink.write(chunk)) this.body.pause();
      return;
    }
    this.#ahead.push(chunk);
    this.#aheadBytes += chunk.length;
    if (this.#aheadBytes < this.#aheadWanted) return;
    this.body.pause();
    this.#onAhead();
  }

  #fail(error: unknown): void {
    if (this.#stopped || this.#ended || this.failed.aborted) return;
    const sink = this.#sink;
    this.#sink = undefined;
    this.#failed.abort(error);
    sink?.fail(error);
    this.#onAhead();
  }
}
