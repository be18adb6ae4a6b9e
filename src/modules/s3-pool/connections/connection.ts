import type { Socket } from 'node:net';
import { BackendFault } from './backend-fault.js';
import { keepReadingAfterFailedWrite } from './keep-reading-after-failed-write.js';
import { ResponseParser } from './response-parser.js';
import type { AnswerHead, BackendResponse, BodyTaker } from './response-parser.js';

/** Whoever has a request under way on a connection. */
export interface ConnectionUser {
  /** The head of the final answer is here. Gives who takes the body piece by piece; else `onAnswer` has all of it. */
  onHead?(head: AnswerHead): BodyTaker | undefined;
  onAnswer(response: BackendResponse): void;
  /** The connection broke or the answer was not HTTP; called once, and nothing else afterwards. */
  onFault(error: unknown): void;
  onDrain(): void;
}

/**
 * One HTTP/1.1 connection to a backend, with at most one request under way. It shows its raw socket and how much of
 * the body is left, so that a body can also be moved without passing through JavaScript.
 */
export class Connection {
  /** Bytes of the current body, framing included, that have not been handed to the socket yet. */
  bodyBytesLeft = 0;
  /** Called once when the connection can no longer be used. */
  onGone: () => void = () => undefined;
  #parser: ResponseParser | undefined;
  #user: ConnectionUser | undefined;
  #clean = true;
  #gone = false;

  /**
   * @param raw the TCP socket. Both sockets must allow half-open connections: an automatic FIN in answer to the
   *   backend's would end an unfinished body in good order.
   * @param stream where HTTP is spoken: `raw`, or the TLS socket laid over it
   */
  constructor(
    readonly raw: Socket,
    readonly stream: Socket,
  ) {
    keepReadingAfterFailedWrite(stream);
    stream.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    stream.on('end', () => {
      this.#receiveEnd();
    });
    stream.on('drain', () => this.#user?.onDrain());
    stream.on('error', (error) => {
      this.abort(error);
    });
    if (raw !== stream) {
      raw.on('error', (error) => {
        this.abort(error);
      });
    }
    stream.on('close', () => {
      this.abort(new BackendFault('CONNECTION_CLOSED'));
    });
  }

  /** Whether another request may be sent: the last one was sent and answered in full, and nothing came after it. */
  get reusable(): boolean {
    return this.#clean && !this.#gone && this.#user === undefined;
  }

  /** Takes the connection for one request; `user` hears what becomes of it. */
  begin(method: string, bodyLength: number, user: ConnectionUser): void {
    this.#clean = false;
    this.#parser = new ResponseParser(method, (head) => user.onHead?.(head));
    this.#user = user;
    this.bodyBytesLeft = bodyLength;
  }

  /** Reads nothing more for now: whoever takes the body has no room. */
  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** @returns false when the socket's buffer is full: wait for `onDrain` */
  writeHead(head: Buffer): boolean {
    return this.stream.write(head);
  }

  /**
   * @param onSent called when the kernel has these bytes and all before them; not when the connection breaks first
   * @returns as `writeHead`
   */
  writeBody(bytes: Buffer, onSent?: () => void): boolean {
    this.bodyBytesLeft -= bytes.length;
    return this.stream.write(bytes, (error) => {
      if (error === null || error === undefined) onSent?.();
    });
  }

  /**
   * Breaks the connection off with a TCP reset. For everything that was not finished: after an orderly end some
   * backends store the part of the body that they got.
   */
  reset(): void {
    this.#leave();
    // The TLS socket and a socket that is closing know no reset; the raw one comes first, before any FIN.
    if (!this.raw.destroyed) this.raw.resetAndDestroy();
    this.stream.destroy();
  }

  /** Resets the connection and tells its user why. */
  abort(error: unknown): void {
    const user = this.#user;
    this.reset();
    user?.onFault(error);
  }

  /** Ends a connection on which nothing is under way. */
  close(): void {
    this.#leave();
    this.stream.destroy();
  }

  #receive(bytes: Buffer): void {
    const parser = this.#parser;
    if (parser === undefined) {
      // Bytes that nobody asked for would be taken for the answer to the next request.
      this.close();
      return;
    }
    this.#parse(() => parser.push(bytes));
  }

  #receiveEnd(): void {
    const parser = this.#parser;
    if (parser === undefined) this.close();
    else this.#parse(() => parser.end());
  }

  #parse(read: () => BackendResponse | undefined): void {
    let response;
    try {
      response = read();
    } catch (error) {
      this.abort(error);
      return;
    }
    if (response === undefined) return;
    const user = this.#user;
    this.#clean =
      response.keepAlive &&
      this.#parser?.surplus === 0 &&
      this.bodyBytesLeft === 0 &&
      this.stream.writableLength === 0 &&
      !this.stream.readableEnded;
    this.#parser = undefined;
    this.#user = undefined;
    user?.onAnswer(response);
  }

  #leave(): void {
    this.#parser = undefined;
    this.#user = undefined;
    this.#clean = false;
    if (this.#gone) return;
    this.#gone = true;
    this.onGone();
  }
}
