import { GatewayError } from '../errors/gateway-error.js';
import type { RequestHeaders } from '../s3/header-registry.js';

/**
 * Whoever stands between client and gateway must not be able to change what is written where: `host` and every
 * `x-amz-*` header have to be covered.
 * @param hoisted headers that the signature covers as query parameters
 * @throws GatewayError AccessDenied that names what is not signed
 */
export function checkSignedHeaders(
  headers: RequestHeaders,
  signedHeaders: readonly string[],
  hoisted: ReadonlyMap<string, string>,
): void {
  const signed = new Set(signedHeaders);
  const missing = signed.has('host') ? [] : ['host'];
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !signed.has(name) && !hoisted.has(name)) missing.push(name);
  }
  if (missing.length === 0) return;
  throw new GatewayError('AccessDenied', {
    message: 'There were headers present in the request which were not signed',
    details: { HeadersNotSigned: missing.join(', ') },
  });
}
