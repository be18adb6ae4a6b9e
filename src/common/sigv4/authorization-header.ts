import { GatewayError } from '../errors/gateway-error.js';
import { trimOws } from '../http/trim-ows.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import { readAmzDate, readDateHeader } from './amz-date.js';
import type { SignatureDate } from './amz-date.js';
import type { ClaimedSignature } from './claimed-signature.js';
import { readCredential } from './credential.js';
import { ALGORITHM } from './string-to-sign.js';

const COMPONENTS = 3;

/**
 * Reads the signature in the header `Authorization` ("Authenticating Requests: Using the Authorization Header", S3 API
 * reference). Its parts are separated by commas, with or without a space.
 * @throws GatewayError AuthorizationHeaderMalformed, AccessDenied without a usable date
 */
export function readAuthorizationHeader(headers: RequestHeaders): ClaimedSignature {
  const components = readComponents((headers.get('authorization') ?? '').slice(ALGORITHM.length));
  const credentialText = required(components, 'Credential');
  const signedHeaders = required(components, 'SignedHeaders');
  const signature = required(components, 'Signature');
  const credential = readCredential(credentialText);
  if (credential === undefined) {
    throw malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  }
  return {
    placement: 'header',
    credential,
    date: readDate(headers),
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: headers.get('x-amz-security-token'),
    expiresSeconds: undefined,
  };
}

/** The error for what is wrong with an Authorization header. */
export function malformed(problem: string, details: Readonly<Record<string, string>> = {}): GatewayError {
  return new GatewayError('AuthorizationHeaderMalformed', {
    message: `The authorization header is malformed; ${problem}`,
    details,
  });
}

/** Two headers arrive joined by a comma: with three names in three components, which of them counts is no guess. */
function readComponents(text: string): ReadonlyMap<string, string> {
  const components = text.split(',').map(trimOws).filter(Boolean);
  if (components.length !== COMPONENTS) {
    throw malformed('the authorization header requires three components: Credential, SignedHeaders, and Signature.');
  }
  return new Map(components.map(readComponent));
}

function readComponent(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  // Anything else could be a secret of another scheme: it is not repeated.
  const shown = /^(?:Credential|SignedHeaders|Signature)/.test(text) ? text : '***';
  throw malformed(`the authorization component "${shown}" is malformed.`);
}

function required(components: ReadonlyMap<string, string>, name: string): string {
  const value = components.get(name);
  if (value !== undefined && value !== '') return value;
  throw malformed(`missing ${name}.`);
}

function readDate(headers: RequestHeaders): SignatureDate {
  const amzDate = headers.get('x-amz-date');
  const date = amzDate === undefined ? readDateHeader(headers.get('date') ?? '') : readAmzDate(amzDate);
  if (date !== undefined) return date;
  throw new GatewayError('AccessDenied', {
    message: 'AWS authentication requires a valid Date or x-amz-date header',
  });
}
