import { GatewayError } from '../errors/gateway-error.js';

/** What a multipart body consists of, in the order in which it arrives. */
export type MultipartToken =
  | { readonly kind: 'part'; /** Header fields of the part: one latin1 character per byte. */ readonly head: string }
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

/** `preamble`: before the first delimiter. `delimiter`: behind one, where it is open whether another part follows. */
type State = 'preamble' | 'delimiter' | 'head' | 'content' | 'closed';

const CRLF = '\r\n';
const HEAD_END = '\r\n\r\n';
/** Bytes of the header fields of one part: longer ones are no form of a browser or an SDK. */
const MAX_HEAD_BYTES = 8 * 1024;
/** White space that may stand between a delimiter and the end of its line. */
const MAX_PADDING_BYTES = 128;
const EMPTY = Buffer.alloc(0);

/**
 * Takes a multipart body (RFC 2046 section 5.1.1) apart while it arrives. Content is passed on without copying, but for
 * the few bytes that could be the beginning of a delimiter.
 */
export class MultipartDecoder {
  readonly #delimiter: Buffer;
  #state: State = 'preamble';
  /** What cannot be decided before more has arrived. */
  #pending: Buffer = Buffer.from(CRLF);
  #taken = -CRLF.length;

  /** @param boundary without the dashes before it */
  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  }

  /** Bytes of the body that the tokens so far stand for. */
  get decided(): number {
    return Math.max(this.#taken, 0);
  }

  /** Whether the closing delimiter has been seen; what follows it means nothing. */
  get closed(): boolean {
    return this.#state === 'closed';
  }

  /**
   * Takes the next piece. The content it yields is a part of the piece: to be used before the next call.
   * @throws GatewayError MalformedPOSTRequest
   */
  *decode(piece: Buffer): Generator<MultipartToken> {
    let rest = piece;
    if (this.#isContentBefore(piece)) {
      this.#taken += this.#pending.length;
      yield { kind: 'content', bytes: this.#pending };
    } else if (this.#pending.length > 0) {
      rest = Buffer.concat([this.#pending, piece]);
    }
    this.#pending = EMPTY;
    for (;;) {
      const before: State = this.#state;
      rest = yield* this.#step(rest);
      if (this.#state === before) break;
    }
    // A copy, so that a few bytes do not keep the memory of a whole piece.
    this.#pending = Buffer.from(rest);
  }

  /** Whether what is pending turns out to be content: the usual case, in which the next piece need not be copied. */
  #isContentBefore(piece: Buffer): boolean {
    if (this.#state !== 'content' || this.#pending.length === 0 || piece.length < this.#delimiter.length) return false;
    return !Buffer.concat([this.#pending, piece.subarray(0, this.#delimiter.length - 1)]).includes(this.#delimiter);
  }

  /** Consumes what can be decided in the present state. @returns the rest */
  *#step(bytes: Buffer): Generator<MultipartToken, Buffer> {
    switch (this.#state) {
      case 'preamble':
      case 'content':
        return yield* this.#content(bytes, this.#state === 'content');
      case 'delimiter':
        return this.#afterDelimiter(bytes);
      case 'head':
        return yield* this.#head(bytes);
      case 'closed':
        return EMPTY;
    }
  }

  *#content(bytes: Buffer, isPart: boolean): Generator<MultipartToken, Buffer> {
    const found = bytes.indexOf(this.#delimiter);
    const end = found === -1 ? Math.max(bytes.length - this.#delimiter.length + 1, 0) : found;
    this.#taken += end;
    if (isPart && end > 0) yield { kind: 'content', bytes: bytes.subarray(0, end) };
    if (found === -1) return bytes.subarray(end);
    this.#taken += this.#delimiter.length;
    if (isPart) yield { kind: 'end' };
    this.#state = 'delimiter';
    return bytes.subarray(found + this.#delimiter.length);
  }

  #afterDelimiter(bytes: Buffer): Buffer {
    if (bytes.length < CRLF.length) return bytes;
    if (bytes.toString('latin1', 0, 2) === '--') {
      this.#state = 'closed';
      return EMPTY;
    }
    const lineEnd = bytes.indexOf(CRLF);
    const line = bytes.toString('latin1', 0, lineEnd === -1 ? Math.min(bytes.length, MAX_PADDING_BYTES + 1) : lineEnd);
    // The CR may be here already, and its LF not.
    if (!/^[ \t]*\r?$/.test(line) || line.length > MAX_PADDING_BYTES) throw malformed();
    if (lineEnd === -1) return bytes;
    this.#state = 'head';
    this.#taken += lineEnd;
    // The end of this line stays: it is also the first half of the empty line behind no header field at all.
    return bytes.subarray(lineEnd);
  }

  *#head(bytes: Buffer): Generator<MultipartToken, Buffer> {
    const end = bytes.indexOf(HEAD_END);
    if (end > MAX_HEAD_BYTES || (end === -1 && bytes.length > MAX_HEAD_BYTES)) throw malformed();
    if (end === -1) return bytes;
    this.#taken += end + HEAD_END.length;
    yield { kind: 'part', head: bytes.toString('latin1', CRLF.length, end) };
    this.#state = 'content';
    return bytes.subarray(end + HEAD_END.length);
  }
}

function malformed(): GatewayError {
  return new GatewayError('MalformedPOSTRequest');
}
