import { GatewayError } from '../errors/gateway-error.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import type { QueryParameter } from '../s3/request-target.js';
import { readAmzDate } from './amz-date.js';
import type { ClaimedSignature } from './claimed-signature.js';
import { readCredential } from './credential.js';
import { ALGORITHM } from './string-to-sign.js';

/** Signature Version 4A, which is not verified here. */
const ECDSA_ALGORITHM = 'AWS4-ECDSA-P256-SHA256';
/** Longest life of a presigned URL in seconds: a week. */
const MAX_EXPIRES_SECONDS = 604_800;

/**
 * Reads the signature in the query ("Authenticating Requests: Using Query Parameters", S3 API reference).
 * @throws GatewayError AuthorizationQueryParametersError
 */
export function readPresignedQuery(query: readonly QueryParameter[], headers: RequestHeaders): ClaimedSignature {
  const values = readValues(query);
  const algorithm = required(values, 'X-Amz-Algorithm');
  const credentialText = required(values, 'X-Amz-Credential');
  const signature = required(values, 'X-Amz-Signature');
  const dateText = required(values, 'X-Amz-Date');
  const signedHeaders = required(values, 'X-Amz-SignedHeaders');
  const expires = required(values, 'X-Amz-Expires');
  checkAlgorithm(algorithm);
  const credential = readCredential(credentialText);
  if (credential === undefined) {
    throw queryError(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const date = readAmzDate(dateText);
  if (date === undefined) {
    throw queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  return {
    placement: 'query',
    credential,
    date,
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: values.get('X-Amz-Security-Token') ?? headers.get('x-amz-security-token'),
    expiresSeconds: readExpires(expires),
  };
}

/** The error for what is wrong with the parameters of a presigned URL. */
export function queryError(message: string, details: Readonly<Record<string, string>> = {}): GatewayError {
  return new GatewayError('AuthorizationQueryParametersError', { message, details });
}

function readValues(query: readonly QueryParameter[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of query) {
    if (!name.startsWith('X-Amz-')) continue;
    if (values.has(name)) throw queryError(`The parameter ${name} is given more than once.`);
    values.set(name, value);
  }
  return values;
}

function required(values: ReadonlyMap<string, string>, name: string): string {
  const value = values.get(name);
  if (value !== undefined && value !== '') return value;
  throw queryError(
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  );
}

/** S3 names both algorithms that it has. Whoever takes the other one at its word is told that this is not S3. */
function checkAlgorithm(algorithm: string): void {
  if (algorithm === ALGORITHM) return;
  const supported = algorithm === ECDSA_ALGORITHM ? ALGORITHM : `${ALGORITHM} and ${ECDSA_ALGORITHM}`;
  throw queryError(`X-Amz-Algorithm only supports "${supported}"`);
}

function readExpires(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw queryError('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 0) throw queryError('X-Amz-Expires must be non-negative');
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw queryError(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  return seconds;
}
