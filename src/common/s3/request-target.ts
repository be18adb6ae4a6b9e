import { GatewayError } from '../errors/gateway-error.js';

/** One query parameter as it was on the wire, and decoded. */
export interface QueryParameter {
  readonly rawName: string;
  readonly rawValue: string;
  readonly name: string;
  /** Percent-decoded once. `+` stays a plus: S3 clients encode a space as `%20`. */
  readonly value: string;
}

/**
 * The request-target (RFC 9112 section 3.2), split but not normalised: `//`, `..` and the client's own
 * percent-encoding stay, because signatures cover them and because a key may contain them.
 */
export interface RequestTarget {
  /** Absolute path as sent, still percent-encoded. */
  readonly rawPath: string;
  readonly query: readonly QueryParameter[];
}

const NO_QUERY: readonly QueryParameter[] = [];

/**
 * Parses what stands in the request line. Never uses `URL`, which would resolve dot segments.
 * @throws GatewayError InvalidURI
 */
export function parseRequestTarget(target: string): RequestTarget {
  const path = target.startsWith('/') ? target : originForm(target);
  const mark = path.indexOf('?');
  const rawPath = mark === -1 ? path : path.slice(0, mark);
  // A fragment is never sent (RFC 9110 section 4.2.5): a raw '#' is a client that forgot to encode it.
  if (path.includes('#')) throw new GatewayError('InvalidURI');
  return { rawPath, query: mark === -1 ? NO_QUERY : parseQuery(path.slice(mark + 1)) };
}

/** The value of a query parameter; undefined when it is not there, empty when it has no `=`. */
export function queryValue(query: readonly QueryParameter[], name: string): string | undefined {
  return query.find((parameter) => parameter.name === name)?.value;
}

/** Percent-decodes once. @throws GatewayError InvalidURI for broken encoding or broken UTF-8 */
export function decodeOnce(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new GatewayError('InvalidURI', { cause });
  }
}

function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  if (absolute === null) throw new GatewayError('InvalidURI');
  const rest = target.slice(absolute[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function parseQuery(raw: string): QueryParameter[] {
  const parameters: QueryParameter[] = [];
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const rawName = equals === -1 ? pair : pair.slice(0, equals);
    const rawValue = equals === -1 ? '' : pair.slice(equals + 1);
    parameters.push({ rawName, rawValue, name: decodeOnce(rawName), value: decodeOnce(rawValue) });
  }
  return parameters;
}
