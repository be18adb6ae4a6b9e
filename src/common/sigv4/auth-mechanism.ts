import { GatewayError } from '../errors/gateway-error.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import type { QueryParameter } from '../s3/request-target.js';
import { ALGORITHM } from './string-to-sign.js';

/** Where the signature of a request stands. */
export type SignaturePlacement = 'none' | 'header' | 'query';

/** One of them makes a request a presigned one; whether the others are there too is checked later. */
const PRESIGNED = new Set(['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature']);
const VERSION_2 = ['AWSAccessKeyId', 'Signature'];

/** Whether a request claims any identity at all. */
export function hasCredential(query: readonly QueryParameter[], headers: RequestHeaders): boolean {
  return headers.has('authorization') || isPresigned(query) || isSignatureVersion2(query);
}

/** Whether a request carries a signature of AWS, of any version and right or not; other schemes of Authorization are none. */
export function carriesSignature(query: readonly QueryParameter[], headers: RequestHeaders): boolean {
  const authorization = headers.get('authorization');
  const inHeader = authorization !== undefined && /(?:^|,)[ \t]*AWS/.test(authorization);
  return inHeader || isPresigned(query) || isSignatureVersion2(query);
}

/**
 * Finds the signature of a request.
 * @throws GatewayError InvalidArgument for two credentials or an unknown scheme, InvalidRequest for Signature Version 2
 */
export function signaturePlacement(query: readonly QueryParameter[], headers: RequestHeaders): SignaturePlacement {
  const authorization = headers.get('authorization');
  if (isSignatureVersion2(query)) throw signatureVersionNotSupported();
  if (isPresigned(query)) {
    if (authorization === undefined) return 'query';
    throw invalidAuthorization(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (authorization === undefined) return 'none';
  const space = authorization.indexOf(' ');
  if (space === -1)
    throw invalidAuthorization("Authorization header is invalid -- one and only one ' ' (space) required");
  const scheme = authorization.slice(0, space);
  if (scheme === ALGORITHM) return 'header';
  if (scheme === 'AWS' || /^AWS4-[A-Z0-9-]+$/.test(scheme)) throw signatureVersionNotSupported();
  throw invalidAuthorization('Unsupported Authorization Type');
}

function isPresigned(query: readonly QueryParameter[]): boolean {
  return query.some(({ name }) => PRESIGNED.has(name));
}

function isSignatureVersion2(query: readonly QueryParameter[]): boolean {
  return VERSION_2.every((wanted) => query.some(({ name }) => name === wanted));
}

/**
 * The error for Signature Version 2, and for whatever is not the one version there is. The message is that of S3, by
 * which people find their way; what boto3 needs stands beside it.
 */
export function signatureVersionNotSupported(): GatewayError {
  return new GatewayError('InvalidRequest', {
    message: `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    details: { additionalMessage: "boto3 and botocore: Config(signature_version='s3v4')" },
  });
}

/** The value could hold a secret of another scheme: it is not repeated. */
function invalidAuthorization(message: string): GatewayError {
  return new GatewayError('InvalidArgument', {
    message,
    details: { ArgumentName: 'Authorization', ArgumentValue: '***' },
  });
}
