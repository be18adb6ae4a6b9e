import { canonicalRequest } from './canonical-request.js';
import type { HeaderFields } from './canonical-request.js';
import type { SigningCredentials } from './request-signer.js';
import { deriveSigningKey, SigningKey } from './signing-key.js';
import { ALGORITHM, amzTimestamp, scopeText, stringToSign } from './string-to-sign.js';
import { encodeUri } from './uri-encoding.js';

/** A request that somebody else shall be able to send. */
export interface PresignableRequest {
  readonly method: string;
  /** Percent-encoded, as it will stand on the wire. */
  readonly path: string;
  /** What the sender has to send as it is here, `host` included; lower-case names. */
  readonly headers: HeaderFields;
  readonly region: string;
  /** How long the URL counts, in whole seconds: at most 604,800. */
  readonly expiresIn: number;
}

/**
 * The query of a presigned URL ("Authenticating Requests: Using Query Parameters" in the S3 API reference). The body
 * is not covered: `UNSIGNED-PAYLOAD`.
 */
export function presignedQuery(request: PresignableRequest, credentials: SigningCredentials, now: Date): string {
  const timestamp = amzTimestamp(now);
  const scope = { date: timestamp.slice(0, 8), region: request.region, service: 's3' };
  const signedHeaders = request.headers.map(([name]) => name).sort();
  const parameters: [name: string, value: string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeText(scope)}`],
    ['X-Amz-Date', timestamp],
    ['X-Amz-Expires', String(request.expiresIn)],
    ['X-Amz-SignedHeaders', signedHeaders.join(';')],
  ];
  if (credentials.sessionToken !== undefined) parameters.push(['X-Amz-Security-Token', credentials.sessionToken]);
  const query = parameters.map(([name, value]) => [name, encodeUri(value)] as const);
  const canonical = canonicalRequest({ ...request, query, signedHeaders, payloadHash: 'UNSIGNED-PAYLOAD' });
  const key = new SigningKey(deriveSigningKey(credentials.secretAccessKey, scope));
  const signature = key.sign(stringToSign(timestamp, scopeText(scope), canonical));
  return [...query, ['X-Amz-Signature', signature]].map(([name, value]) => `${name}=${value}`).join('&');
}
