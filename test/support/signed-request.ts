import { createHash, createHmac } from 'node:crypto';
import { request } from './raw-request.js';

/*
 * Signs requests by hand, so that tests can also sign wrong ones. Written from the S3 API reference ("Authenticating
 * Requests"); shares no code with what verifies them.
 */

/** Header fields by lower-case name. */
export type Fields = Readonly<Record<string, string>>;

export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where and when a signature is to count. */
export interface Scope {
  /** `YYYYMMDD`; that of the request by default. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly end: string;
}

export interface SignOptions {
  readonly caller: Caller;
  readonly method?: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers?: Fields;
  readonly body?: string | Uint8Array;
  /** Value of `x-amz-content-sha256`; the SHA-256 of the body by default. */
  readonly payload?: string;
  readonly at?: Date;
  readonly scope?: Partial<Scope>;
  /** Names of headers that are sent and left out of the signature. */
  readonly unsigned?: readonly string[];
}

const HOST = 'localhost';
const SCOPE = { region: 'us-east-1', service: 's3', end: 'aws4_request' };

/** The headers of a request that is signed in its header, without Content-Length. */
export function signedHeaders(options: SignOptions): Record<string, string> {
  const { method = 'PUT', target, body = '', at = new Date(), unsigned = [] } = options;
  const { payload = sha256(body), caller } = options;
  const timestamp = timestampOf(at);
  const headers: Record<string, string> = {
    host: HOST,
    'x-amz-content-sha256': payload,
    'x-amz-date': timestamp,
    ...options.headers,
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const [path = '', query = ''] = target.split('?', 2);
  const { text: scope, key } = scopeOf(caller, timestamp, options.scope);
  const canonical = canonicalRequest([method, path, query, headers, names, payload]);
  const signature = hmac(key, stringToSign(timestamp, scope, canonical)).toString('hex');
  const credential = `Credential=${caller.accessKeyId}/${scope}`;
  headers['authorization'] = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** Path and query of a presigned URL. */
export function presignedTarget(options: SignOptions & { readonly expires?: number; readonly query?: Fields }): string {
  const { method = 'PUT', target, at = new Date(), caller, expires = 60 } = options;
  const { payload = 'UNSIGNED-PAYLOAD', unsigned = [] } = options;
  const timestamp = timestampOf(at);
  const { text: scope, key } = scopeOf(caller, timestamp, options.scope);
  const headers: Fields = { host: HOST, ...options.headers };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const parameters = {
    ...options.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${caller.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': names.join(';'),
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const canonical = canonicalRequest([method, target, query, headers, names, payload]);
  const signature = hmac(key, stringToSign(timestamp, scope, canonical)).toString('hex');
  return `${target}?${query}&X-Amz-Signature=${signature}`;
}

/** A whole request that is signed in its header. @param change what happens to the headers after the signing */
export function signedRequest(options: SignOptions, change: (headers: Fields) => Fields = (headers) => headers) {
  const headers = change(signedHeaders(options));
  return request(options.method ?? 'PUT', options.target, options.body, headers);
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function timestampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function scopeOf({ secretAccessKey }: Caller, timestamp: string, changes: Partial<Scope> = {}) {
  const { date, region, service, end } = { date: timestamp.slice(0, 8), ...SCOPE, ...changes };
  const key = [date, region, service, end].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return { text: [date, region, service, end].join('/'), key };
}

function canonicalRequest(parts: readonly [string, string, string, Fields, readonly string[], string]): string {
  const [method, path, query, headers, names, payload] = parts;
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [method, path, canonicalQuery(query), lines.join(''), names.join(';'), payload].join('\n');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return `${reencode(name)}=${reencode(value.join('='))}`;
  });
  return pairs.sort().join('&');
}

/** What is no valid escape is refused before anybody looks at its signature. */
function reencode(text: string): string {
  try {
    return encode(decodeURIComponent(text));
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function stringToSign(timestamp: string, scope: string, canonical: string): string {
  return ['AWS4-HMAC-SHA256', timestamp, scope, sha256(Buffer.from(canonical, 'latin1'))].join('\n');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
