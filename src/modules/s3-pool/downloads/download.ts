import { Readable } from 'node:stream';
import { BackendFault, unavailable } from '../connections/backend-fault.js';
import type { Connection, ConnectionUser } from '../connections/connection.js';
import type { AnswerHead, BackendResponse, BodyTaker } from '../connections/response-parser.js';

export interface DownloadOptions {
  /** Milliseconds that the backend may send nothing while we wait for it. */
  readonly silence: number;
  /** Called once when nothing more is under way on the connection. */
  readonly onEnd: () => void;
}

/** The answer to a GET, as soon as that much of it is known. */
export interface DownloadAnswer extends AnswerHead {
  /** The object's bytes, for a success. Fails unless it has as many as Content-Length says. */
  readonly body?: Readable;
  /** The whole body of every other answer. */
  readonly document: Buffer;
}

const NOTHING = Buffer.alloc(0);
/** Bytes that may wait for a slow client before the backend's socket is not read any more. */
const BUFFERED_BYTES = 262_144;

/**
 * Sends a GET and gives its answer when the head is here. Afterwards the connection is either clean or gone: a body that is
 * not read to its end resets it.
 * @throws the error of the connection, or a BackendFault
 */
export function download(connection: Connection, head: Buffer, options: DownloadOptions): Promise<DownloadAnswer> {
  return new Promise((resolve, reject) => {
    new Download(connection, options, resolve, reject).start(head);
  });
}

class Download implements ConnectionUser {
  #timer: NodeJS.Timeout | undefined;
  #body: Readable | undefined;
  #over = false;

  constructor(
    private readonly connection: Connection,
    private readonly options: DownloadOptions,
    private readonly resolve: (answer: DownloadAnswer) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  start(head: Buffer): void {
    this.connection.begin('GET', 0, this);
    this.connection.writeHead(head);
    this.#startClock();
  }

  onHead({ status, headers }: AnswerHead): BodyTaker | undefined {
    if (status !== 200 && status !== 206) return undefined;
    // Without a length nobody could tell a body that was cut off from a whole one.
    if (!headers.has('content-length')) throw new BackendFault('NO_LENGTH');
    const body = new Readable({
      highWaterMark: BUFFERED_BYTES,
      read: () => {
        this.#wanted();
      },
      destroy: (error, done) => {
        this.#abandon();
        done(error);
      },
    });
    // It may fail before anybody reads it; whoever does gets the error then.
    body.on('error', () => undefined);
    this.#body = body;
    this.resolve({ status, headers, body, document: NOTHING });
    return (bytes) => {
      this.#take(body, bytes);
    };
  }

  onAnswer({ status, headers, body: document }: BackendResponse): void {
    const body = this.#body;
    this.#end();
    if (body === undefined) this.resolve({ status, headers, document });
    else body.push(null);
  }

  onFault(error: unknown): void {
    const body = this.#body;
    this.#end();
    if (body === undefined) this.reject(error);
    else body.destroy(unavailable(error));
  }

  onDrain(): void {
    // A request without a body fits into the socket's buffer.
  }

  #take(body: Readable, bytes: Buffer): void {
    this.#startClock();
    if (body.push(bytes) || this.#over) return;
    clearTimeout(this.#timer);
    this.connection.pause();
  }

  #wanted(): void {
    if (this.#over) return;
    this.#startClock();
    this.connection.resume();
  }

  /** The reader has left before the end, or has read all of it. */
  #abandon(): void {
    if (this.#over) return;
    this.connection.reset();
    this.#end();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    // The next user of the connection waits for its data.
    this.connection.resume();
    if (!this.connection.reusable) this.connection.close();
    this.options.onEnd();
  }

  #startClock(): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      this.connection.abort(new BackendFault('RESPONSE_TIMEOUT'));
    }, this.options.silence);
  }
}
