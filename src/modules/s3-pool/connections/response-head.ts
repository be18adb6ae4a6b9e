import { trimOws } from '../../../common/http/trim-ows.js';

/** The framing of an answer was not HTTP/1.1 as RFC 9112 has it, or exceeded a limit. */
export class ResponseSyntaxError extends Error {
  override readonly name = 'ResponseSyntaxError';
}

export interface StatusLine {
  readonly status: number;
  readonly minorVersion: 0 | 1;
}

/** How the end of a body is found (RFC 9112 section 6.3). */
export type BodyFraming =
  { readonly kind: 'none' | 'chunked' | 'until-close' } | { readonly kind: 'length'; readonly bytes: number };

export type ResponseHeaders = ReadonlyMap<string, string>;

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_CONTENT = /^[\t\x20-\x7e\x80-\xff]*$/;
const MUST_BE_SINGLE = new Set(['content-length', 'transfer-encoding']);

export function parseStatusLine(line: string): StatusLine {
  const match = STATUS_LINE.exec(line);
  if (match === null) throw new ResponseSyntaxError('bad status line');
  return { status: Number(match[2]), minorVersion: match[1] === '0' ? 0 : 1 };
}

/** Adds one field to `headers`. Fields of one name are joined, except those that frame the message. */
export function parseFieldLine(line: string, headers: Map<string, string>): void {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  const content = line.slice(colon + 1);
  if (!FIELD_NAME.test(name) || !FIELD_CONTENT.test(content)) throw new ResponseSyntaxError('bad header field');
  const key = name.toLowerCase();
  const value = trimOws(content);
  const earlier = headers.get(key);
  if (earlier !== undefined && MUST_BE_SINGLE.has(key)) throw new ResponseSyntaxError(`repeated ${key}`);
  headers.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
}

/** Decides where the body ends; two answers to that question are none (RFC 9112 section 6.1). */
export function bodyFraming(method: string, line: StatusLine, headers: ResponseHeaders): BodyFraming {
  const length = headers.get('content-length');
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined && length !== undefined) throw new ResponseSyntaxError('two framings');
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || line.minorVersion === 0)) {
    throw new ResponseSyntaxError('unknown transfer coding');
  }
  if (length !== undefined && !/^[0-9]{1,15}$/.test(length)) throw new ResponseSyntaxError('bad content-length');
  if (method === 'HEAD' || line.status === 204 || line.status === 304) return { kind: 'none' };
  if (coding !== undefined) return { kind: 'chunked' };
  if (length === undefined) return { kind: 'until-close' };
  return { kind: 'length', bytes: Number(length) };
}

/** Whether the connection survives the answer (RFC 9112 section 9.3). HTTP/1.0 connections are never kept. */
export function allowsReuse(line: StatusLine, headers: ResponseHeaders): boolean {
  const options = headers.get('connection')?.toLowerCase().split(',') ?? [];
  return line.minorVersion === 1 && !options.some((option) => option.trim() === 'close');
}
