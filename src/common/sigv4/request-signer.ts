import { canonicalRequest } from './canonical-request.js';
import type { HeaderFields, QueryParameters } from './canonical-request.js';
import { SigningKeyCache } from './signing-key.js';
import { ALGORITHM, amzTimestamp, scopeText, stringToSign } from './string-to-sign.js';

/** An access key and its secret. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request that is about to be sent. */
export interface SignableRequest {
  readonly method: string;
  /** Path as it will stand on the wire. */
  readonly path: string;
  /** Percent-encoded, as it will stand on the wire. */
  readonly query: QueryParameters;
  /** Every header of the request, `host` included; lower-case names, each at most once. */
  readonly headers: HeaderFields;
  /** What `x-amz-content-sha256` shall say. */
  readonly payloadHash: string;
}

/** Headers that intermediaries may change on the way and that a signature therefore leaves out. */
const UNSIGNED = new Set([
  'authorization',
  'connection',
  'expect',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

/** Region and service change with the configuration only, the date once a day: a few keys are plenty. */
const KEYS_KEPT = 16;

/** Signs outgoing requests for one region with Signature Version 4 in the `Authorization` header. */
export class RequestSigner {
  readonly #keys = new SigningKeyCache(KEYS_KEPT);

  constructor(
    private readonly region: string,
    private readonly service = 's3',
  ) {}

  /** The headers to add: date, payload hash, session token where there is one, and `authorization`. */
  sign(request: SignableRequest, credentials: SigningCredentials, now: Date): [name: string, value: string][] {
    const timestamp = amzTimestamp(now);
    const scope = { date: timestamp.slice(0, 8), region: this.region, service: this.service };
    const added: [string, string][] = [
      ['x-amz-content-sha256', request.payloadHash],
      ['x-amz-date', timestamp],
    ];
    if (credentials.sessionToken !== undefined) added.push(['x-amz-security-token', credentials.sessionToken]);
    const headers = [...request.headers, ...added];
    const signedHeaders = headers.map(([name]) => name).filter((name) => !UNSIGNED.has(name));
    signedHeaders.sort();
    const text = stringToSign(timestamp, scopeText(scope), canonicalRequest({ ...request, headers, signedHeaders }));
    const signature = this.#keys.keyFor(credentials.secretAccessKey, scope).sign(text);
    const credential = `${credentials.accessKeyId}/${scopeText(scope)}`;
    added.push([
      'authorization',
      `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
    ]);
    return added;
  }
}
