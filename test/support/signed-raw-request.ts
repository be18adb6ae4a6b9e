import { hash } from 'node:crypto';
import aws4 from 'aws4';
import { request } from './raw-request.js';

export interface RawKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedRawRequest {
  readonly method?: string;
  /** Path and query that are signed. */
  readonly path: string;
  readonly host: string;
  readonly body?: string;
  /** Signed as well. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Header fields of a request that is signed by an independent signer. */
export function signedHeaders(
  { method = 'PUT', path, host, body = '', headers = {} }: SignedRawRequest,
  keys: RawKeys,
): Record<string, string> {
  const unsigned = {
    service: 's3',
    region: 'us-east-1',
    method,
    path,
    host,
    body,
    headers: {
      Host: host,
      'Content-Length': String(Buffer.byteLength(body)),
      'X-Amz-Content-Sha256': hash('sha256', body),
      ...headers,
    },
    // The types of aws4 do not know this one.
    extraHeadersToInclude: Object.fromEntries(Object.keys(headers).map((name) => [name, true])),
  };
  const signed = aws4.sign(unsigned, keys);
  return Object.fromEntries(Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]));
}

/** The bytes of a signed request. */
export function signedRawRequest(what: SignedRawRequest, keys: RawKeys): Buffer {
  return request(what.method ?? 'PUT', what.path, what.body ?? '', signedHeaders(what, keys));
}
