import { GatewayError } from '../errors/gateway-error.js';
import { trimOws } from '../http/trim-ows.js';
import type { TrailerLine } from './chunk-verifier.js';

const SIGNATURE_NAME = 'x-amz-trailer-signature';
const SIGNATURE = /^[0-9a-f]{64}$/i;

/** What the request headers say about the end of the body. */
export interface TrailerFraming {
  /** Whether every chunk, and the trailer if there is one, carries a signature. */
  readonly signed: boolean;
  /** Whether the form of the body has room for a trailer, announced or not. */
  readonly mayHaveTrailer: boolean;
  /** Lower-case name of the one announced trailer; undefined when none was. */
  readonly trailer: string | undefined;
}

/**
 * What follows the last chunk of an aws-chunked body: the announced checksum and, in the signed form, a signature
 * over it. Both come once and in this order, so that nothing unannounced or unsigned can slip in.
 */
export class AwsChunkedTrailer {
  readonly lines: TrailerLine[] = [];
  signature: string | undefined;
  readonly #announced: string | undefined;
  readonly #signed: boolean;
  readonly #allowed: boolean;

  constructor({ trailer, signed, mayHaveTrailer }: TrailerFraming) {
    this.#announced = trailer;
    this.#signed = signed;
    this.#allowed = mayHaveTrailer;
  }

  /** Value of the announced trailer. */
  get value(): string | undefined {
    return this.lines[0]?.value;
  }

  /**
   * @param line one line without its CRLF. A line feed before the CRLF is dropped: Amazon's published example of a
   *   signed trailer, and minio-go after it, send one.
   * @throws GatewayError MalformedTrailerError; IncompleteBody where it is not the trailer that is wrong but the framing
   *   around it, to which the signature belongs as that of a chunk does
   */
  addLine(line: string): void {
    if (this.#announced === undefined) throw this.#allowed ? malformed() : brokenFraming();
    const text = line.endsWith('\n') ? line.slice(0, -1) : line;
    // A carriage return alone is a line end that was broken.
    if (text.includes('\r')) throw brokenFraming();
    if (this.#signed && this.lines.length === 1) this.#addSignature(text);
    else this.#addField(text, this.#announced);
  }

  /**
   * To be called at the empty line that ends the body.
   * @throws GatewayError MalformedTrailerError when the announced trailer did not come, IncompleteBody without its signature
   */
  finish(): void {
    if (this.#announced === undefined) return;
    if (this.lines.length === 0) throw malformed();
    if (this.#signed && this.signature === undefined) throw brokenFraming();
  }

  #addField(text: string, announced: string): void {
    const colon = text.indexOf(':');
    const name = text.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = trimOws(text.slice(colon + 1));
    if (name !== announced || this.lines.length > 0 || value === '' || value.includes('\n')) throw malformed();
    this.lines.push({ name, value });
  }

  #addSignature(text: string): void {
    const [name = '', value = '', ...more] = text.split(':');
    const fits = name.toLowerCase() === SIGNATURE_NAME && SIGNATURE.test(trimOws(value)) && more.length === 0;
    if (!fits || this.signature !== undefined) throw brokenFraming();
    this.signature = trimOws(value);
  }
}

function malformed(): GatewayError {
  return new GatewayError('MalformedTrailerError');
}

function brokenFraming(): GatewayError {
  return new GatewayError('IncompleteBody');
}
