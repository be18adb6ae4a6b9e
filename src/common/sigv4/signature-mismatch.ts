import { GatewayError } from '../errors/gateway-error.js';
import { canonicalRequest } from './canonical-request.js';
import type { CanonicalParts } from './canonical-request.js';
import { canonicalEscapes, encodeUri } from './uri-encoding.js';

/** Values that must not travel in an error document, which clients log: tokens and keys. */
const SECRET_NAMES = new Set([
  'x-amz-copy-source-server-side-encryption-customer-key',
  'x-amz-security-token',
  'x-amz-server-side-encryption-customer-key',
]);
const MASK = '***';

/** What was compared, as far as the client may see it. */
export interface Mismatch {
  readonly accessKeyId: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly parts: CanonicalParts;
}

/** The error that shows a client what was signed here, so that it finds the difference to what it signed. */
export function signatureMismatch({ accessKeyId, stringToSign, signature, parts }: Mismatch): GatewayError {
  const escaped = canonicalRequest({ ...parts, query: masked(parts.query), headers: masked(parts.headers) });
  // The query is escaped once more; the mask shall read the same there.
  const canonical = escaped.replaceAll(encodeUri(MASK), MASK);
  return new GatewayError('SignatureDoesNotMatch', {
    details: {
      AWSAccessKeyId: accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: signature,
      StringToSignBytes: hexBytes(stringToSign),
      CanonicalRequest: Buffer.from(canonical, 'latin1').toString('utf8'),
      CanonicalRequestBytes: hexBytes(canonical),
    },
  });
}

/** The same for the policy of a form, which is itself what is signed. */
export function policySignatureMismatch(accessKeyId: string, policy: string, signature: string): GatewayError {
  return new GatewayError('SignatureDoesNotMatch', {
    details: {
      AWSAccessKeyId: accessKeyId,
      StringToSign: policy,
      SignatureProvided: signature,
      StringToSignBytes: hexBytes(policy),
    },
  });
}

/** A name of the query may be escaped although it need not be. */
function masked(fields: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return fields.map(([name, value]) => [name, SECRET_NAMES.has(canonicalEscapes(name).toLowerCase()) ? MASK : value]);
}

function hexBytes(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
}
