import { presignedTarget, signedRequest } from '../../support/signed-request.js';
import type { Caller, Fields, SignOptions } from '../../support/signed-request.js';

/** A request that is refused, and with what. Nothing of it may ever be stored. */
export interface BadRequest {
  /** What is wrong with it. */
  readonly name: string;
  /** What goes over the wire. @param bucket path of a bucket that takes only signed requests */
  readonly bytes: (bucket: string) => string | Uint8Array;
  /** Status and code, such as `400 InvalidRequest`; only the status for HEAD. */
  readonly answer: string;
  /** Elements of the error document beside Code and Message. */
  readonly elements?: Readonly<Record<string, string | RegExp>>;
  readonly message?: string | RegExp;
  /** Whether the gateway ends the connection: it cannot know where the next request begins. */
  readonly ends?: boolean;
  readonly method?: string;
}

export type Expected = Pick<BadRequest, 'elements' | 'message' | 'ends' | 'method'>;

export const ALICE = { accessKeyId: 'AKALICE', secretAccessKey: 'the/secret+of/alice' };
/** Has a session token. */
export const BOB = { accessKeyId: 'AKBOB', secretAccessKey: 'the/secret+of/bob' };
export const TOKEN_OF_BOB = 'the-token-of-bob';
/** Counts no more. */
export const CAROL = { accessKeyId: 'AKCAROL', secretAccessKey: 'the/secret+of/carol' };

export const HELLO = 'hello';

/** How a request differs from a right PUT of `hello` by Alice. */
export type Difference = Partial<Omit<SignOptions, 'target' | 'caller'>> & {
  readonly caller?: Caller;
  /** Below the bucket: `/k` by default. */
  readonly path?: string;
};

/** A request that is signed in its header. @param change what happens to the headers after the signing */
export function signed(difference: Difference = {}, change?: (headers: Fields) => Fields): BadRequest['bytes'] {
  const { path = '/k', ...rest } = difference;
  return (bucket) => signedRequest({ caller: ALICE, body: HELLO, ...rest, target: `${bucket}${path}` }, change);
}

/** A request that is signed in its query. @param change what happens to the target after the signing */
export function presigned(
  difference: Difference & { readonly expires?: number; readonly query?: Fields; readonly sent?: Fields } = {},
  change: (target: string) => string = (target) => target,
): BadRequest['bytes'] {
  const { path = '/k', sent = {}, body = HELLO, ...rest } = difference;
  return (bucket) => {
    const target = change(presignedTarget({ caller: ALICE, ...rest, target: `${bucket}${path}` }));
    return plainRequest(rest.method ?? 'PUT', target, body, { ...rest.headers, ...sent });
  };
}

/** A request without a signature. */
export function unsigned(method: string, path: string, headers: Fields = {}, body = HELLO): BadRequest['bytes'] {
  return (bucket) => plainRequest(method, `${bucket}${path}`, body, headers);
}

function plainRequest(method: string, target: string, body: string | Uint8Array, headers: Fields): Buffer {
  const fields = { host: 'localhost', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

/** The same fields with some changed; undefined takes a field away. */
export function changed(changes: Readonly<Record<string, string | undefined>>): (headers: Fields) => Fields {
  return (headers) => {
    const all = Object.entries({ ...headers, ...changes }).filter(([, value]) => value !== undefined);
    return Object.fromEntries(all) as Fields;
  };
}

/** Changes the Authorization header. */
export function authorization(change: (value: string) => string): (headers: Fields) => Fields {
  return (headers) => ({ ...headers, authorization: change(headers['authorization'] ?? '') });
}
