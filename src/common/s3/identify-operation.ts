import { GatewayError } from '../errors/gateway-error.js';
import type { RequestHeaders } from './header-registry.js';
import { hoistedHeaderName } from './hoisted-header-name.js';
import { OPERATION_TABLE } from './operation-table.js';
import type { OperationRow, ResourceLevel } from './operation-table.js';
import type { QueryParameter } from './request-target.js';

/**
 * Query parameters that say nothing about the operation: `x-id` of the AWS SDKs and those of a presigned URL.
 * They are never forwarded.
 */
const ABOUT_THE_REQUEST = new Set([
  'x-id',
  'X-Amz-Algorithm',
  'X-Amz-Content-Sha256',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
]);

const NONE: ReadonlySet<string> = new Set();
const COPY_SOURCE = 'x-amz-copy-source';

/** Those of Signature Version 2, which authentication refuses with a better reason than an unknown parameter has. */
const SIGNATURE_VERSION_2 = new Set(['AWSAccessKeyId', 'Expires', 'Signature']);

/** Rows by method and level, those with the most required parameters first: the most exact match wins. */
const ROWS = new Map<string, OperationRow[]>();
/** Every parameter that some operation of a method and level understands. */
const KNOWN_PARAMETERS = new Map<string, Set<string>>();
for (const row of OPERATION_TABLE) {
  const slot = `${row.method} ${row.level}`;
  const rows = ROWS.get(slot) ?? [];
  rows.push(row);
  rows.sort((a, b) => specificity(b) - specificity(a));
  ROWS.set(slot, rows);
  const known = KNOWN_PARAMETERS.get(slot) ?? new Set();
  for (const name of [...row.required, ...row.optional]) known.add(name);
  KNOWN_PARAMETERS.set(slot, known);
}

/**
 * Finds the operation that a request asks for.
 * @param authenticated whether the signature will be verified: parameters that only a verified signature gives a
 *   meaning are unknown without it
 * @param credentials further parameters that authentication looks at, such as the one of a token
 * @returns undefined when S3 has no such method here
 * @throws GatewayError NotImplemented for an unknown sub-resource, InvalidArgument for known parameters that do
 *   not belong together
 */
export function identifyOperation(
  method: string,
  level: ResourceLevel,
  query: readonly QueryParameter[],
  headers: RequestHeaders,
  authenticated: boolean,
  credentials: ReadonlySet<string> = NONE,
): OperationRow | undefined {
  const slot = `${method} ${level}`;
  const rows = ROWS.get(slot);
  if (rows === undefined) return undefined;
  const ignored = authenticated ? signatureParameters(query) : ABOUT_THE_REQUEST;
  const names = new Set<string>();
  for (const { name } of query) {
    if (ignored.has(name) || credentials.has(name)) continue;
    if (names.has(name)) throw invalidParameter(name, 'The parameter is given more than once.');
    names.add(name);
  }
  const copies = headers.has(COPY_SOURCE) || [...ignored].some((name) => hoistedHeaderName(name) === COPY_SOURCE);
  const row = rows.find((candidate) => selects(candidate, names, copies));
  for (const name of names) {
    if (row !== undefined && (row.required.includes(name) || row.optional.has(name))) continue;
    if (KNOWN_PARAMETERS.get(slot)?.has(name) === true) {
      throw invalidParameter(name, 'This combination of query parameters is not valid.');
    }
    throw new GatewayError('NotImplemented', {
      message: 'A query parameter that you provided implies functionality that is not implemented.',
      details: { Parameter: name },
    });
  }
  return row;
}

/** Parameters that authentication looks at, those that stand for headers among them. */
function signatureParameters(query: readonly QueryParameter[]): ReadonlySet<string> {
  const sent = new Set(query.map(({ name }) => name));
  if (sent.has('AWSAccessKeyId') && sent.has('Signature'))
    return new Set([...ABOUT_THE_REQUEST, ...SIGNATURE_VERSION_2]);
  if (!sent.has('X-Amz-Signature')) return ABOUT_THE_REQUEST;
  const hoisted = [...sent].filter((name) => hoistedHeaderName(name) !== undefined);
  return new Set([...ABOUT_THE_REQUEST, ...hoisted]);
}

function selects(row: OperationRow, names: ReadonlySet<string>, copies: boolean): boolean {
  if (row.copies && !copies) return false;
  return row.required.every((name) => names.has(name));
}

function specificity(row: OperationRow): number {
  return row.required.length * 2 + (row.copies ? 1 : 0);
}

function invalidParameter(name: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: '' } });
}
