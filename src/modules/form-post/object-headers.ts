import { GatewayError } from '../../common/errors/gateway-error.js';
import { trimOws } from '../../common/http/trim-ows.js';
import { forwardedHeaders, HEADER_RULES } from '../../common/s3/header-registry.js';
import { parseTagging } from '../../common/s3/xml/parse-tagging.js';
import type { FormFields } from './form-fields.js';

/** Fields of the signature, which S3 has no headers for. */
const ABOUT_THE_SIGNATURE = new Set(['x-amz-algorithm', 'x-amz-credential', 'x-amz-signature']);
/** Fields whose header has another name. */
const HEADER_OF_FIELD: Readonly<Record<string, string>> = { acl: 'x-amz-acl', tagging: 'x-amz-tagging' };
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** RFC 9110 section 5.5: none of them may stand in a field value, and a line end would begin another header. */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The headers that PutObject would have to come with, to make the object that a form asks for. Fields that are no header
 * of PutObject mean nothing here.
 * @throws GatewayError NotImplemented for an `x-amz-*` field that S3 has not, MetadataTooLarge, InvalidArgument,
 *   MalformedXML and InvalidTag for `tagging`
 */
export function objectHeaders(fields: FormFields): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [field, value] of fields.wireValues()) {
    if (ABOUT_THE_SIGNATURE.has(field)) continue;
    const name = Object.hasOwn(HEADER_OF_FIELD, field) ? HEADER_OF_FIELD[field] : field;
    if (name === undefined || !mayBeForwarded(name)) continue;
    if (headers.has(name)) throw invalid(field, `${name} is given by two fields.`);
    headers.set(name, field === 'tagging' ? taggingHeader(value) : headerValue(name, value));
  }
  return forwardedHeaders(headers, HEADER_RULES.putObject);
}

function mayBeForwarded(name: string): boolean {
  return name.startsWith('x-amz-') || HEADER_RULES.putObject.forwarded.has(name);
}

function headerValue(name: string, value: string): string {
  if (!TOKEN.test(name)) throw invalid(name, 'The name of this field cannot be the name of a header.');
  if (CONTROL.test(value)) throw invalid(name, 'The value of this field cannot be the value of a header.');
  return trimOws(value);
}

/** A form has its tags as XML, PutObject as a query. */
function taggingHeader(value: string): string {
  const tags = parseTagging(Buffer.from(value, 'latin1').toString('utf8'));
  return tags.map((tag) => `${encodeURIComponent(tag.key)}=${encodeURIComponent(tag.value)}`).join('&');
}

function invalid(name: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: '' } });
}
