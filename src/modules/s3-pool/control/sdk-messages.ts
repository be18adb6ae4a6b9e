/** The parts of the SDK's HTTP messages that we read and write. */
export interface SdkRequest {
  readonly headers: Record<string, string>;
}

export interface SdkResponse {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** A listing of 1000 keys of 1024 bytes, each byte escaped, is the largest answer. */
const MAX_BODY_BYTES = 16_777_216;

/** @throws TypeError when the value is not a request of the SDK */
export function asSdkRequest(value: unknown): SdkRequest {
  if (typeof value === 'object' && value !== null && 'headers' in value) return value as SdkRequest;
  throw new TypeError('the SDK passed no HTTP request');
}

/** @throws TypeError when the value is not a response of the SDK */
export function asSdkResponse(value: unknown): SdkResponse {
  if (typeof value === 'object' && value !== null && 'statusCode' in value && 'headers' in value) {
    return value as SdkResponse;
  }
  throw new TypeError('the SDK passed no HTTP response');
}

export function responseHeaders({ headers }: SdkResponse): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Reads a response to its end. @throws RangeError when it is larger than any answer of S3 */
export async function readBody(body: unknown): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Without the white space that S3 sends ahead of a late answer: an XML declaration must come first. */
export function withoutLeadingSpace(body: Buffer): Buffer {
  const start = body.findIndex((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  return start === -1 ? body.subarray(body.length) : body.subarray(start);
}
