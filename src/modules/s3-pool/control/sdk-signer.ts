import { hash } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { RequestSigner, SigningCredentials } from '../../../common/sigv4/request-signer.js';
import { encodeUri } from '../../../common/sigv4/uri-encoding.js';

type SdkSigner = Exclude<NonNullable<S3ClientConfig['signer']>, (...args: never[]) => unknown>;
type SdkQuery = Readonly<Record<string, string | readonly string[] | null>>;

/**
 * Our signer in the place of the SDK's, which signs header values as UTF-8 although Node sends them as latin1: with
 * metadata outside ASCII the two would not agree.
 */
export function sdkSigner(signer: RequestSigner, credentials: () => Promise<SigningCredentials>): SdkSigner {
  return {
    sign: async (request) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
      const added = signer.sign(
        {
          method: request.method,
          path: request.path,
          query: wireQuery(request.query ?? {}),
          headers: headers.filter(([name]) => name !== 'x-amz-content-sha256'),
          payloadHash: hash('sha256', bodyBytes(request.body), 'hex'),
        },
        await credentials(),
        new Date(),
      );
      request.headers = Object.fromEntries([...headers, ...added]);
      return request;
    },
  };
}

function wireQuery(query: SdkQuery): [name: string, value: string][] {
  return Object.entries(query).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? [value] : (value ?? ['']);
    return values.map((one): [string, string] => [encodeUri(name), encodeUri(one)]);
  });
}

/** Bodies of control calls are XML documents in one piece. */
function bodyBytes(body: unknown): string | Uint8Array {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('a control call with a streamed body cannot be signed');
}
