/** One HTTP/1.1 response as it stood on the wire. */
export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; a repeated field is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name and value in order and case as sent. */
  readonly rawHeaders: readonly (readonly [string, string])[];
  /** Without chunked coding. */
  readonly body: Buffer;
  readonly text: string;
  /** False if the bytes end before the response does. */
  readonly complete: boolean;
}

/** What the bytes alone do not tell. */
export interface ParseOptions {
  /** Method of the request: the answer to HEAD has no body, whatever its Content-Length says (RFC 9112 section 6.3). */
  readonly method?: string;
  /** True if the connection has ended, which completes a body without length. */
  readonly ended?: boolean;
}

interface Body {
  readonly body: Buffer;
  readonly length: number;
  readonly complete: boolean;
}

function parseFields(lines: readonly string[]): (readonly [string, string])[] {
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`not a header field: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
}

/** RFC 9112 section 7.1. */
function readChunked(bytes: Buffer): Body {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd === -1) break;
    const sizeText = bytes.toString('latin1', position, lineEnd).split(';', 1)[0] ?? '';
    if (!/^[0-9a-f]+$/i.test(sizeText)) throw new Error(`not a chunk size: ${JSON.stringify(sizeText)}`);
    const size = parseInt(sizeText, 16);
    const start = lineEnd + 2;
    if (size === 0) {
      // An empty line ends the trailer section, which may itself be empty.
      const end =
        bytes.subarray(start, start + 2).toString('latin1') === '\r\n' ? start : bytes.indexOf('\r\n\r\n', start) + 2;
      if (end < start || bytes.length < end + 2) break;
      return { body: Buffer.concat(chunks), length: end + 2, complete: true };
    }
    chunks.push(bytes.subarray(start, start + size));
    if (bytes.length < start + size + 2) break;
    position = start + size + 2;
  }
  return { body: Buffer.concat(chunks), length: bytes.length, complete: false };
}

/** RFC 9112 section 6.3. */
function readBody(
  bytes: Buffer,
  status: number,
  headers: Readonly<Record<string, string>>,
  options: ParseOptions,
): Body {
  if (options.method === 'HEAD' || status < 200 || status === 204 || status === 304) {
    return { body: Buffer.alloc(0), length: 0, complete: true };
  }
  if (/\bchunked$/i.test(headers['transfer-encoding'] ?? '')) return readChunked(bytes);
  const declared = headers['content-length'];
  if (declared === undefined) return { body: bytes, length: bytes.length, complete: options.ended === true };
  const length = Math.min(Number(declared), bytes.length);
  return { body: bytes.subarray(0, length), length, complete: bytes.length >= Number(declared) };
}

function joinFields(fields: readonly (readonly [string, string])[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key] ?? ''}, ${value}` : value;
  }
  return headers;
}

/**
 * Reads the responses of one connection one after the other, interim ones (100 Continue) included.
 * @throws if the bytes are not HTTP/1.x
 */
export function parseResponses(received: Buffer, options: ParseOptions = {}): RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = received;
  for (;;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) return responses;
    const [statusLine = '', ...lines] = rest.toString('latin1', 0, headEnd).split('\r\n');
    const match = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(statusLine);
    if (match === null) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
    const status = Number(match[1]);
    const rawHeaders = parseFields(lines);
    const headers = joinFields(rawHeaders);
    const afterHead = rest.subarray(headEnd + 4);
    const { body, length, complete } = readBody(afterHead, status, headers, options);
    const text = body.toString('utf8');
    responses.push({ status, reason: match[2] ?? '', headers, rawHeaders, body, text, complete });
    if (!complete) return responses;
    rest = afterHead.subarray(length);
  }
}
