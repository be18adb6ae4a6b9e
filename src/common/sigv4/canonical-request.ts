import { trimOws } from '../http/trim-ows.js';
import { canonicalEscapes } from './uri-encoding.js';

/** Header fields in the order of the wire; values are one latin1 character per byte (RFC 9110 section 5.5). */
export type HeaderFields = readonly (readonly [name: string, value: string])[];

/** Query parameters in the order of the wire, still percent-encoded; a parameter without `=` has the value ``. */
export type QueryParameters = readonly (readonly [name: string, value: string])[];

/** What a signature covers. Nothing in it is normalised by the caller. */
export interface CanonicalParts {
  readonly method: string;
  /** Path of the request-target up to `?`, as on the wire: S3 neither decodes nor normalises it. */
  readonly path: string;
  /** Without `X-Amz-Signature`. */
  readonly query: QueryParameters;
  readonly headers: HeaderFields;
  /** Lower-case names in ascending order. A name without a field counts as an empty one. */
  readonly signedHeaders: readonly string[];
  /** Value of `x-amz-content-sha256`, verbatim. */
  readonly payloadHash: string;
}

/**
 * The canonical request of Signature Version 4 for the service `s3` ("Authenticating Requests (AWS Signature
 * Version 4)" in the S3 API reference). One latin1 character per byte: hash it as latin1.
 */
export function canonicalRequest(parts: CanonicalParts): string {
  return `${parts.method}\n${parts.path}\n${canonicalQuery(parts.query)}\n${canonicalHeaders(parts)}\n${parts.signedHeaders.join(';')}\n${parts.payloadHash}`;
}

function canonicalQuery(query: QueryParameters): string {
  if (query.length === 0) return '';
  return query
    .map(([name, value]) => [canonicalEscapes(name), canonicalEscapes(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalHeaders({ headers, signedHeaders }: CanonicalParts): string {
  const values = new Map<string, string>();
  for (const [name, value] of headers) {
    const lowerCase = name.toLowerCase();
    const earlier = values.get(lowerCase);
    values.set(lowerCase, earlier === undefined ? trimmed(value) : `${earlier},${trimmed(value)}`);
  }
  let lines = '';
  for (const name of signedHeaders) lines += `${name}:${values.get(name) ?? ''}\n`;
  return lines;
}

function trimmed(value: string): string {
  const inner = trimOws(value);
  return inner.includes('  ') ? inner.replace(/ {2,}/g, ' ') : inner;
}

/** By code unit, which is by byte for what is compared here: never by locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
