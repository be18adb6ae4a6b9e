import { GatewayError } from '../errors/gateway-error.js';
import { trimOws } from '../http/trim-ows.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import { readAmzDate, readDateHeader } from './amz-date.js';
import type { SignatureDate } from './amz-date.js';
import type { ClaimedSignature } from './claimed-signature.js';
import { readCredential } from './credential.js';
import { ALGORITHM } from './string-to-sign.js';

/**
 * Reads the signature in the header `Authorization` ("Authenticating Requests: Using the Authorization Header", S3 API
 * reference). Its parts are separated by commas, with or without a space.
 * @throws GatewayError AuthorizationHeaderMalformed, AccessDenied without a usable date
 */
export function readAuthorizationHeader(headers: RequestHeaders): ClaimedSignature {
  const parts = readParts((headers.get('authorization') ?? '').slice(ALGORITHM.length));
  const [credentialText, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) =>
    parts.get(name),
  );
  if (!credentialText || !signedHeaders || !signature) {
    throw malformed('the authorization header requires three components: Credential, SignedHeaders, and Signature.');
  }
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

function readParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(',')) {
    const trimmed = trimOws(part);
    if (trimmed === '') continue;
    const equals = trimmed.indexOf('=');
    const name = trimmed.slice(0, Math.max(equals, 0));
    // Two headers arrive joined by a comma: which of them counts must not be a guess.
    if (parts.has(name)) throw malformed('a component is given more than once.');
    parts.set(name, trimmed.slice(equals + 1));
  }
  return parts;
}

function readDate(headers: RequestHeaders): SignatureDate {
  const amzDate = headers.get('x-amz-date');
  const date = amzDate === undefined ? readDateHeader(headers.get('date') ?? '') : readAmzDate(amzDate);
  if (date !== undefined) return date;
  throw new GatewayError('AccessDenied', {
    message: 'AWS authentication requires a valid Date or x-amz-date header',
  });
}
