import { GatewayError } from '../errors/gateway-error.js';
import { trimOws } from '../http/trim-ows.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import { hoistedHeaderName } from '../s3/hoisted-header-name.js';
import type { QueryParameter } from '../s3/request-target.js';

/** Field names and the control characters that values must not hold (RFC 9110 sections 5.1 and 5.5). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The headers that a presigned URL carries in its query, where SDK presigners put them: they are signed with the
 * query and mean what the headers mean.
 * @returns values as they would stand on the wire, one latin1 character per byte
 * @throws GatewayError InvalidArgument for one that cannot be a header, is given twice, or contradicts a header
 */
export function hoistedHeaders(query: readonly QueryParameter[], headers: RequestHeaders): Map<string, string> {
  const hoisted = new Map<string, string>();
  for (const parameter of query) {
    const name = hoistedHeaderName(parameter.name);
    if (name === undefined) continue;
    const value = trimOws(Buffer.from(parameter.value, 'utf8').toString('latin1'));
    if (!TOKEN.test(name) || CONTROL.test(value)) throw invalid(parameter, 'The parameter cannot be a header.');
    if (hoisted.has(name)) throw invalid(parameter, 'The parameter is given more than once.');
    const header = headers.get(name);
    if (header !== undefined && trimOws(header) !== value) {
      throw invalid(parameter, 'The query parameter and the header of this name have different values.');
    }
    hoisted.set(name, value);
  }
  return hoisted;
}

function invalid({ name }: QueryParameter, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: '' } });
}
