import { RawConnection } from './raw-http.js';
import type { RawResponse } from './raw-response.js';

/** Header fields of a request by name; a list gives several fields of one name. */
export type RawHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/** Request line and header section as they go over the wire. Host is added unless the headers name one. */
export function requestHead(method: string, target: string, headers: RawHeaders = {}, version = 'HTTP/1.1'): string {
  const lines = [`${method} ${target} ${version}`];
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'host')) lines.push('Host: localhost');
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) lines.push(`${name}: ${String(one)}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A whole request with its Content-Length. */
export function request(
  method: string,
  target: string,
  body: string | Uint8Array = '',
  headers: RawHeaders = {},
): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(requestHead(method, target, { 'Content-Length': bytes.length, ...headers })),
    bytes,
  ]);
}

/** The last of so many answers on a connection; 100 Continue counts as one. */
export async function answerOf(connection: RawConnection, method = 'PUT', count = 1): Promise<RawResponse> {
  const answer = (await connection.waitForResponses(count, undefined, method))[count - 1];
  if (answer === undefined) throw new Error('there is no answer');
  return answer;
}

/** Status and S3 code of an answer, such as `400 IncompleteBody`; `200` when there is no code. */
export function verdict({ status, text }: RawResponse): string {
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** Sends bytes on a connection of their own. @returns the verdict of the first answer */
export async function verdictOn(port: number, bytes: string | Uint8Array, method = 'PUT'): Promise<string> {
  using connection = await RawConnection.open(port);
  // A refused body may be reset under our hands; the answer is what matters.
  await connection.send(bytes).catch(() => undefined);
  return verdict(await answerOf(connection, method));
}
