import { randomUUID } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';

/*
 * The gateway under acceptance, known by its address only. Nothing of the gateway's code is imported here, so that
 * the suite can judge any version of it, on any machine, behind any proxy. The bucket has to take anonymous uploads.
 * What is uploaded stays there, below the key prefix `acceptance/`.
 */

export interface Call {
  readonly method: string;
  /** Key, not yet encoded. Without it the request goes to `path`. */
  readonly key?: string;
  /** Path below the bucket as it stands on the wire, for targets that no key stands for. */
  readonly path?: string;
  /** With its question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Buffer | string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

const VARIABLE = 'MIZUCHI_ACCEPTANCE_URL';

/** Without a final slash. */
const bucketUrl = readBucketUrl();
const client = bucketUrl.protocol === 'https:' ? https : http;

/** One request to the bucket. */
export async function call(request: Call): Promise<Answer> {
  const outgoing = begin(request);
  outgoing.end(request.body);
  return answerTo(outgoing);
}

/** Opens a request whose body the caller sends. */
export function begin({ method, key, path, query = '', headers = {}, body }: Call): http.ClientRequest {
  const target = key === undefined ? (path ?? '') : `/${encodeKey(key)}`;
  return client.request({
    protocol: bucketUrl.protocol,
    hostname: bucketUrl.hostname.replace(/^\[|\]$/g, ''),
    port: bucketUrl.port,
    method,
    path: `${bucketUrl.pathname}${target}${query}`,
    headers: { ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers },
  });
}

export async function answerTo(outgoing: http.ClientRequest): Promise<Answer> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  const pieces: Buffer[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString() };
}

/** A page of the listener itself, not of the bucket. */
export async function page(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(new URL(path, bucketUrl));
  return { status: answer.status, text: await answer.text() };
}

export function newKey(name = 'object'): string {
  return `acceptance/${randomUUID()}/${name}`;
}

/** Whether the bucket answers HEAD. Without it, what is stored is judged by conditional writes alone. */
export async function offersHead(): Promise<boolean> {
  return (await call({ method: 'HEAD', key: newKey() })).status !== 405;
}

/** Whether there is an object: a conditional write succeeds only where there is none. It leaves one behind. */
export async function exists(key: string): Promise<boolean> {
  const { status, text } = await call({ method: 'PUT', key, body: 'probe', headers: { 'if-none-match': '*' } });
  if (status === 412) return true;
  if (status === 200) return false;
  throw new Error(`the conditional PUT was answered with ${status}: ${text}`);
}

/** Percent-encodes everything that is not unreserved (RFC 3986), but keeps slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

function readBucketUrl(): URL {
  const text = process.env[VARIABLE] ?? '';
  const example = `for example ${VARIABLE}=http://127.0.0.1:8080/uploads npm run test:acceptance`;
  if (text === '') throw new Error(`${VARIABLE} is not set. Give the URL of a bucket that takes uploads, ${example}`);
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new Error(`${VARIABLE} is "${text}", which is no http or https URL. Give the URL of a bucket, ${example}`);
  }
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
