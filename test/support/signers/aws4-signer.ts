import aws4 from 'aws4';
import { encodedQuery, EXPIRES, onWire, pathOf, payloadLine, SIGNED_FOR, timestampOf } from './signable-request.js';
import type { IndependentSigner, Signable, SignedWire } from './signable-request.js';

/** The npm package aws4. It signs every header of a presigned URL where it stands. */
export const AWS4_SIGNER: IndependentSigner = {
  signHeader: (request) =>
    Promise.resolve(
      sign(request, request.query, {
        'X-Amz-Date': timestampOf(request),
        'X-Amz-Content-Sha256': payloadLine(request),
      }),
    ),

  presign: (request) =>
    Promise.resolve(
      sign(request, { ...request.query, 'X-Amz-Expires': String(EXPIRES), 'X-Amz-Date': timestampOf(request) }),
    ),
};

/** @param added headers of a signature in the header; without them the signature goes into the query */
function sign(request: Signable, query: Record<string, string>, added?: Record<string, string>): SignedWire {
  const { host, region, accessKeyId } = SIGNED_FOR;
  const { secretAccessKey, sessionToken } = request;
  const toSign = {
    service: 's3',
    region,
    method: request.method,
    path: `${pathOf(request)}?${encodedQuery(query)}`,
    headers: { Host: host, ...request.headers, ...added },
    signQuery: added === undefined,
  };
  const { path = '', headers = {} } = aws4.sign(toSign, {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return onWire(request.method, path, headers as Record<string, string>);
}
