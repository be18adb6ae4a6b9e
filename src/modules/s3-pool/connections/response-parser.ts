import { ResponseSyntaxError, allowsReuse, bodyFraming, parseFieldLine, parseStatusLine } from './response-head.js';
import type { ResponseHeaders, StatusLine } from './response-head.js';

/** A complete answer of a backend. */
export interface BackendResponse {
  readonly status: number;
  /** By lower-case name; fields of one name are joined with `, `. Values are one latin1 character per byte. */
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
  /** Whether the backend lets the connection serve another request. */
  readonly keepAlive: boolean;
}

/** What is known of an answer before its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

/** Takes the pieces of a body as they arrive; they share their memory with nothing that is used again. */
export type BodyTaker = (bytes: Buffer) => void;

/** Bytes of all status lines, header fields and trailer fields of one answer together. */
const MAX_HEAD_BYTES = 65_536;
/** Answers that nobody takes piece by piece are small XML documents. */
const MAX_BODY_BYTES = 1_048_576;
const MAX_CHUNK_LINE_BYTES = 1024;

type State =
  'status' | 'fields' | 'sized' | 'until-close' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer' | 'done';

const EMPTY = Buffer.alloc(0);
const VERSION = 'HTTP/1.';

/**
 * Reads one answer to one request from the bytes of a connection, however they are cut. Interim answers (1xx)
 * are skipped. Whatever is not HTTP/1.1 to the letter throws a `ResponseSyntaxError`: a lenient reader would
 * take the rest of one answer for the beginning of the next.
 */
export class ResponseParser {
  #state: State = 'status';
  #pending: Buffer = EMPTY;
  #headBytes = 0;
  #line: StatusLine = { status: 0, minorVersion: 1 };
  #headers = new Map<string, string>();
  #body: Buffer[] = [];
  #bodyBytes = 0;
  /** Bytes until the end of the body or of the current chunk. */
  #left = 0;
  #taker: BodyTaker | undefined;

  /**
   * @param method of the request; an answer to HEAD has no body
   * @param onHead called once with the head of the final answer; gives who takes its body. Without one the body is kept
   */
  constructor(
    private readonly method: string,
    private readonly onHead?: (head: AnswerHead) => BodyTaker | undefined,
  ) {}

  /** Bytes that came after the end of the answer: nobody asked for them. */
  get surplus(): number {
    return this.#state === 'done' ? this.#pending.length : 0;
  }

  /**
   * @returns the answer, once, with the bytes that complete it
   * @throws ResponseSyntaxError
   */
  push(bytes: Buffer): BackendResponse | undefined {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    if (this.#state === 'done') return undefined;
    while (this.#step()) {
      if (this.#reached('done')) return this.#response();
    }
    return undefined;
  }

  /**
   * The backend will send nothing more.
   * @returns the answer if that was the end of its body, undefined if it has been returned before
   * @throws ResponseSyntaxError when the answer is not complete
   */
  end(): BackendResponse | undefined {
    if (this.#state === 'done') return undefined;
    if (this.#state !== 'until-close') throw new ResponseSyntaxError('the answer ended early');
    this.#state = 'done';
    return this.#response();
  }

  /** @returns false when more bytes are needed */
  #step(): boolean {
    switch (this.#state) {
      case 'sized':
      case 'chunk-data':
        return this.#takeSizedBody();
      case 'until-close':
        return this.#takeRest();
      default:
        return this.#takeLine();
    }
  }

  #takeLine(): boolean {
    if (this.#state === 'status') this.#checkBeginning();
    const limit = this.#lineLimit();
    const end = this.#pending.indexOf('\r\n');
    const length = end === -1 ? this.#pending.length : end + 2;
    if (length > limit) throw new ResponseSyntaxError('too many bytes around the body');
    if (end === -1) {
      if (this.#pending.includes('\n')) throw new ResponseSyntaxError('bare line feed');
      return false;
    }
    const line = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(length);
    if (this.#state !== 'chunk-size' && this.#state !== 'chunk-end') this.#headBytes += length;
    this.#readLine(line);
    return true;
  }

  #lineLimit(): number {
    if (this.#state === 'chunk-end') return 2;
    return this.#state === 'chunk-size' ? MAX_CHUNK_LINE_BYTES : MAX_HEAD_BYTES - this.#headBytes;
  }

  /** Garbage without a line end is recognised at once, not at the timeout. */
  #checkBeginning(): void {
    const beginning = this.#pending.toString('latin1', 0, VERSION.length);
    if (!VERSION.startsWith(beginning)) throw new ResponseSyntaxError('not HTTP/1');
  }

  #readLine(line: string): void {
    switch (this.#state) {
      case 'status':
        this.#line = parseStatusLine(line);
        this.#headers = new Map();
        this.#state = 'fields';
        return;
      case 'fields':
        if (line === '') this.#endFields();
        else parseFieldLine(line, this.#headers);
        return;
      case 'chunk-size':
        this.#beginChunk(line);
        return;
      case 'chunk-end':
        if (line !== '') throw new ResponseSyntaxError('bad end of a chunk');
        this.#state = 'chunk-size';
        return;
      default:
        // Trailer fields are checked like header fields and then forgotten.
        if (line === '') this.#state = 'done';
        else parseFieldLine(line, new Map());
    }
  }

  #endFields(): void {
    if (this.#line.status < 200) {
      if (this.#line.status === 101) throw new ResponseSyntaxError('unasked upgrade');
      this.#state = 'status';
      return;
    }
    const framing = bodyFraming(this.method, this.#line, this.#headers);
    this.#taker = this.onHead?.({ status: this.#line.status, headers: this.#headers });
    if (framing.kind === 'length') {
      this.#expectBody(framing.bytes);
      this.#state = framing.bytes === 0 ? 'done' : 'sized';
    } else if (framing.kind === 'chunked') this.#state = 'chunk-size';
    else this.#state = framing.kind === 'none' ? 'done' : 'until-close';
  }

  #beginChunk(line: string): void {
    const size = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e]*)?$/.exec(line)?.[1];
    if (size === undefined) throw new ResponseSyntaxError('bad size of a chunk');
    const bytes = Number.parseInt(size, 16);
    this.#expectBody(bytes);
    this.#state = bytes === 0 ? 'trailer' : 'chunk-data';
  }

  #expectBody(bytes: number): void {
    if (this.#taker === undefined && this.#bodyBytes + bytes > MAX_BODY_BYTES)
      throw new ResponseSyntaxError('the answer is too large');
    this.#left = bytes;
  }

  #takeSizedBody(): boolean {
    if (this.#pending.length === 0) return false;
    const taken = Math.min(this.#left, this.#pending.length);
    this.#keep(taken);
    this.#left -= taken;
    if (this.#left > 0) return false;
    this.#state = this.#state === 'sized' ? 'done' : 'chunk-end';
    return true;
  }

  #takeRest(): boolean {
    this.#expectBody(this.#pending.length);
    this.#keep(this.#pending.length);
    return false;
  }

  #keep(bytes: number): void {
    const piece = this.#pending.subarray(0, bytes);
    this.#bodyBytes += bytes;
    this.#pending = this.#pending.subarray(bytes);
    if (this.#taker === undefined) this.#body.push(piece);
    else this.#taker(piece);
  }

  /** A call, because the compiler cannot see that a step changes the state. */
  #reached(state: State): boolean {
    return this.#state === state;
  }

  #response(): BackendResponse {
    const delimitedByClose = bodyFraming(this.method, this.#line, this.#headers).kind === 'until-close';
    return {
      status: this.#line.status,
      headers: this.#headers,
      body: Buffer.concat(this.#body),
      keepAlive: !delimitedByClose && allowsReuse(this.#line, this.#headers),
    };
  }
}
