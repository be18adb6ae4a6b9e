import { GatewayError } from '../../common/errors/gateway-error.js';
import { MAX_POST_FIELD_BYTES } from '../../common/s3/limits.js';
import { returnChunkMemory } from '../../common/streams/chunk-memory.js';
import { MultipartDecoder } from '../../common/streams/multipart-decoder.js';
import type { MultipartToken } from '../../common/streams/multipart-decoder.js';
import { FormFields } from './form-fields.js';
import { parsePartHead } from './part-head.js';

/** The one part whose content becomes the object. */
const FILE = 'file';

/** What stands before the content of the file. */
export interface FormStart {
  readonly fields: FormFields;
  /** Name of the file as its sender has it, without folders; empty when there is none. */
  readonly filename: string;
}

/**
 * Reads a form in two steps: the fields, which say whether the file is wanted, and then the file. Never holds more
 * than the fields and one piece of the body.
 */
export class FormReader {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #decoder: MultipartDecoder;
  #tokens: Iterator<MultipartToken> = [][Symbol.iterator]();
  #piece: Buffer | undefined;

  /** @param body the whole request body; whoever gave it has to destroy it when reading ends early */
  constructor(body: AsyncIterable<Buffer>, boundary: string) {
    this.#pieces = body[Symbol.asyncIterator]();
    this.#decoder = new MultipartDecoder(boundary);
  }

  /**
   * To be called first.
   * @throws GatewayError MalformedPOSTRequest, MaxPostPreDataLengthExceeded, InvalidArgument for a form without a file
   *   or with a field twice, and what the body itself fails with
   */
  async start(): Promise<FormStart> {
    const fields = new FormFields();
    let name: string | undefined;
    let value: Buffer[] = [];
    for (;;) {
      const token = await this.#next(true);
      if (token === undefined) throw exactlyOneFile(0);
      if (token.kind === 'content') {
        // A copy: the piece that it is a part of is given back.
        if (name !== undefined) value.push(Buffer.from(token.bytes));
      } else if (token.kind === 'end') {
        if (name !== undefined) fields.add(name, Buffer.concat(value));
      } else {
        const head = parsePartHead(token.head);
        if (head.name === FILE) return { fields, filename: head.filename };
        name = head.name;
        value = [];
      }
    }
  }

  /**
   * The content of the file, each piece to be used before the next is asked for. Ends after the whole form has been read
   * and found right.
   * @throws GatewayError MalformedPOSTRequest, InvalidArgument for a second file, and what the body itself fails with
   */
  async *file(): AsyncGenerator<Buffer> {
    let inFile = true;
    for (let token = await this.#next(false); token !== undefined; token = await this.#next(false)) {
      if (token.kind === 'part') {
        // Fields behind the file mean nothing, but nobody could say which of two files was meant.
        if (parsePartHead(token.head).name === FILE) throw exactlyOneFile(2);
      } else if (token.kind === 'end') {
        inFile = false;
      } else if (inFile) {
        yield token.bytes;
      }
    }
  }

  /** @returns undefined at the end of the body */
  async #next(isBeforeFile: boolean): Promise<MultipartToken | undefined> {
    for (;;) {
      const token = this.#tokens.next();
      if (token.done !== true) {
        if (isBeforeFile && this.#decoder.decided > MAX_POST_FIELD_BYTES) throw tooLong();
        return token.value;
      }
      if (this.#piece !== undefined) returnChunkMemory(this.#piece);
      this.#piece = undefined;
      // Of a preamble there are no tokens.
      if (isBeforeFile && this.#decoder.decided > MAX_POST_FIELD_BYTES) throw tooLong();
      const next = await this.#pieces.next();
      if (next.done === true) {
        if (!this.#decoder.closed) throw new GatewayError('MalformedPOSTRequest');
        return undefined;
      }
      this.#piece = next.value;
      this.#tokens = this.#decoder.decode(next.value);
    }
  }
}

function tooLong(): GatewayError {
  return new GatewayError('MaxPostPreDataLengthExceeded', {
    details: { MaxPostPreDataLengthBytes: MAX_POST_FIELD_BYTES },
  });
}

function exactlyOneFile(found: number): GatewayError {
  return new GatewayError('InvalidArgument', {
    message: 'POST requires exactly one file upload per request.',
    details: { ArgumentName: FILE, ArgumentValue: found },
  });
}
