import { GatewayError } from '../errors/gateway-error.js';
import { trimOws } from '../http/trim-ows.js';
import type { TrailerLine } from './chunk-verifier.js';

const SIGNATURE_NAME = 'x-amz-trailer-signature';
const LINE_BREAK = /[\r\n]/;
const SIGNATURE = /^[0-9a-f]{64}$/i;

/**
 * What follows the last chunk of an aws-chunked body: the announced checksum and, in the signed form, a signature
 * over it. Both come once and in this order, so that nothing unannounced or unsigned can slip in.
 */
export class AwsChunkedTrailer {
  readonly lines: TrailerLine[] = [];
  signature: string | undefined;
  readonly #announced: string | undefined;
  readonly #signed: boolean;

  /** @param framing `trailer` is the announced name, lower-case */
  constructor(framing: { readonly trailer: string | undefined; readonly signed: boolean }) {
    this.#announced = framing.trailer;
    this.#signed = framing.signed;
  }

  /** Value of the announced trailer. */
  get value(): string | undefined {
    return this.lines[0]?.value;
  }

  /**
   * @param line one line without its CRLF. A line feed before the CRLF is dropped: Amazon's published example of a
   *   signed trailer, and minio-go after it, send one.
   * @throws GatewayError MalformedTrailerError; IncompleteBody in a signed body that announced no trailer
   */
  addLine(line: string): void {
    // The unsigned form always may have a trailer; in the plain signed form this is no trailer but broken framing.
    if (this.#announced === undefined) throw this.#signed ? new GatewayError('IncompleteBody') : malformed();
    const text = line.endsWith('\n') ? line.slice(0, -1) : line;
    const colon = text.indexOf(':');
    if (colon < 1 || LINE_BREAK.test(text)) throw malformed();
    const name = text.slice(0, colon).toLowerCase();
    const value = trimOws(text.slice(colon + 1));
    if (name === this.#announced && this.lines.length === 0 && value !== '') {
      this.lines.push({ name, value });
    } else if (name === SIGNATURE_NAME && this.#signed && this.lines.length === 1 && SIGNATURE.test(value)) {
      if (this.signature !== undefined) throw malformed();
      this.signature = value;
    } else {
      throw malformed();
    }
  }

  /**
   * To be called at the empty line that ends the body.
   * @throws GatewayError MalformedTrailerError when something announced did not come
   */
  finish(): void {
    if (this.#announced === undefined) return;
    if (this.lines.length === 0 || (this.#signed && this.signature === undefined)) throw malformed();
  }
}

function malformed(): GatewayError {
  return new GatewayError('MalformedTrailerError');
}
