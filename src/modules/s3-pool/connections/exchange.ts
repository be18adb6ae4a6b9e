import { classify } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { returnChunkMemory } from '../../../common/streams/chunk-memory.js';
import type { BodyFraming } from '../uploads/body-framing.js';
import type { BodyReader, BodySink } from '../uploads/body-reader.js';
import { BackendFault, unavailable } from './backend-fault.js';
import type { Connection, ConnectionUser } from './connection.js';
import type { BackendResponse } from './response-parser.js';

/** A request as it goes over the wire. */
export interface OutgoingRequest {
  readonly method: string;
  /** Request line and header section, with the empty line at its end. */
  readonly head: Buffer;
  readonly body?: OutgoingBody;
}

export interface OutgoingBody {
  readonly reader: BodyReader;
  readonly framing: BodyFraming;
}

/**
 * Sends one request and reads its answer. Afterwards the connection is either clean or gone: whatever was not
 * finished has been reset.
 * @param responseTimeout milliseconds that the backend may be silent, from the last body byte on, or while it
 *   does not take more of the body
 * @throws GatewayError: the body's own, ServiceUnavailable, GatewayTimeout
 */
export function exchange(
  connection: Connection,
  request: OutgoingRequest,
  responseTimeout: number,
): Promise<BackendResponse> {
  return new Promise((resolve, reject) => {
    new Exchange(connection, request.body, responseTimeout, resolve, reject).start(request);
  });
}

class Exchange implements ConnectionUser, BodySink {
  #timer: NodeJS.Timeout | undefined;
  #sent = false;
  #objectBytesLeft: number;

  constructor(
    private readonly connection: Connection,
    private readonly body: OutgoingBody | undefined,
    private readonly responseTimeout: number,
    private readonly resolve: (response: BackendResponse) => void,
    private readonly reject: (error: GatewayError) => void,
  ) {
    this.#objectBytesLeft = body?.framing.objectLength ?? 0;
  }

  start({ method, head }: OutgoingRequest): void {
    const { connection, body } = this;
    connection.begin(method, body?.framing.wireLength ?? 0, this);
    // Head and first body bytes leave in one write.
    connection.stream.cork();
    connection.writeHead(head);
    if (body === undefined) this.#allSent();
    else body.reader.pipeTo(this);
    connection.stream.uncork();
  }

  write(chunk: Buffer): boolean {
    this.#objectBytesLeft -= chunk.length;
    if (this.#objectBytesLeft < 0) {
      this.fail(new GatewayError('InternalError', { cause: new Error('the body is longer than declared') }));
      return false;
    }
    let writable = true;
    const frames = this.body?.framing.frame(chunk) ?? [];
    for (const [index, frame] of frames.entries()) {
      const onSent = (): void => {
        returnChunkMemory(chunk);
      };
      writable = this.connection.writeBody(frame, index === frames.length - 1 ? onSent : undefined);
    }
    // A backend that takes nothing is as silent as one that answers nothing.
    if (!writable) this.#startClock();
    return writable;
  }

  end(): void {
    if (this.#objectBytesLeft !== 0) {
      this.fail(new GatewayError('IncompleteBody', { cause: new Error('the body is shorter than declared') }));
      return;
    }
    try {
      for (const frame of this.body?.framing.finish() ?? []) this.connection.writeBody(frame);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#allSent();
  }

  fail(error: unknown): void {
    this.connection.reset();
    this.#finish();
    this.reject(classify(error));
  }

  onDrain(): void {
    if (this.#sent) {
      this.#startClock();
      return;
    }
    clearTimeout(this.#timer);
    this.body?.reader.resume();
  }

  onAnswer(response: BackendResponse): void {
    const { connection } = this;
    if (!this.#sent) {
      connection.reset();
      this.#finish();
      if (response.status < 300) this.reject(unavailable(new BackendFault('EARLY_SUCCESS')));
      else this.resolve(response);
      return;
    }
    this.#finish();
    if (!connection.reusable) {
      if (connection.stream.writableLength === 0) connection.close();
      else connection.reset();
    }
    this.resolve(response);
  }

  onFault(error: unknown): void {
    this.#finish();
    // A backend that lacks a byte of the body stores nothing.
    this.reject(unavailable(error, !this.#sent));
  }

  #allSent(): void {
    this.#sent = true;
    this.#startClock();
  }

  #startClock(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.connection.reset();
      this.onFault(new BackendFault('RESPONSE_TIMEOUT'));
    }, this.responseTimeout);
  }

  #finish(): void {
    clearTimeout(this.#timer);
    this.body?.reader.stop();
  }
}
