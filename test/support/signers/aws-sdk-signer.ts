import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { encodedQuery, EXPIRES, onWire, pathOf, payloadLine, SIGNED_FOR } from './signable-request.js';
import type { IndependentSigner, Signable } from './signable-request.js';

/** The signer of the AWS SDK for JavaScript. It moves what it can of a presigned URL into the query. */
export const AWS_SDK_SIGNER: IndependentSigner = {
  async signHeader(request) {
    const toSign = httpRequest(request, { 'x-amz-content-sha256': payloadLine(request) });
    const { headers } = await signerFor(request).sign(toSign, { signingDate: request.now });
    return onWire(request.method, targetOf(toSign), headers);
  },

  async presign(request) {
    const toSign = httpRequest(request, { 'X-Amz-Content-Sha256': payloadLine(request) });
    const signed = await signerFor(request).presign(toSign, { signingDate: request.now, expiresIn: EXPIRES });
    const query = signed.query as Record<string, string>;
    return onWire(request.method, targetOf({ path: toSign.path, query }), { host: SIGNED_FOR.host });
  },
};

function signerFor({ secretAccessKey, sessionToken }: Signable): SignatureV4 {
  const { accessKeyId, region } = SIGNED_FOR;
  return new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    region,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
}

function httpRequest(request: Signable, more: Record<string, string>) {
  const { host } = SIGNED_FOR;
  const headers: Record<string, string> = { host, ...request.headers, ...more };
  return {
    method: request.method,
    protocol: 'http:',
    hostname: host,
    path: pathOf(request),
    query: { ...request.query },
    headers,
  };
}

function targetOf({ path, query }: { readonly path: string; readonly query: Record<string, string> }): string {
  return `${path}?${encodedQuery(query)}`;
}
