import { GatewayError } from '../errors/gateway-error.js';
import type { RequestHeaders } from '../s3/header-registry.js';
import { readPayloadForm } from '../s3/payload-form.js';
import type { QueryParameter } from '../s3/request-target.js';
import { AccessKeys } from './access-keys.js';
import type { AccessKey, IssuedKeys } from './access-keys.js';
import { signaturePlacement } from './auth-mechanism.js';
import { malformed, readAuthorizationHeader } from './authorization-header.js';
import { canonicalRequest } from './canonical-request.js';
import type { CanonicalParts } from './canonical-request.js';
import type { ChunkSigning } from './chunk-signing.js';
import type { ClaimedSignature } from './claimed-signature.js';
import { scopeProblem } from './credential.js';
import { hoistedHeaders } from './hoisted-headers.js';
import { queryError, readPresignedQuery } from './presigned-query.js';
import { sameText } from './same-text.js';
import { checkSessionToken } from './session-token.js';
import { signatureMismatch } from './signature-mismatch.js';
import { checkSignatureWindow } from './signature-window.js';
import { checkSignedHeaders } from './signed-headers.js';
import { SigningKeyCache } from './signing-key.js';
import { scopeText, stringToSign } from './string-to-sign.js';
import { canonicalEscapes } from './uri-encoding.js';

/** A request as it arrived, before anything in it is believed. */
export interface VerifiableRequest {
  readonly method: string;
  /** As sent. */
  readonly rawPath: string;
  /** What something in front has perhaps taken off the path: empty, or with a leading slash. */
  readonly prefix?: string;
  readonly query: readonly QueryParameter[];
  readonly headers: RequestHeaders;
  /** Values of `Host` that the client may have signed, the likeliest first; at least one. */
  readonly hosts: readonly string[];
}

/** What a verified signature proves. */
export interface VerifiedRequest {
  readonly key: AccessKey;
  /** Headers that the signature covers as query parameters of a presigned URL. */
  readonly hoisted: ReadonlyMap<string, string>;
  /** Present when the body announces signed chunks. */
  readonly chunkSigning: ChunkSigning | undefined;
  /** The signature, unless it is that of a presigned URL. */
  readonly headerSignature: string | undefined;
  /** As sent. Verified here unless the options leave that to the caller. */
  readonly sessionToken: string | undefined;
}

export interface VerifierOptions {
  readonly region: string;
  readonly service: 's3';
  readonly maxSkewMs: number;
  /** Whether the caller verifies session tokens, which are then no property of a key. Default false. */
  readonly foreignSessionTokens?: boolean;
  /** Further keys. */
  readonly issued?: IssuedKeys | undefined;
}

/** A presigned URL lives for a week, so this many days of one key are in use at the same time; and one to spare. */
const DAYS_PER_KEY = 9;
const MAX_SIGNING_KEYS = 4096;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const SIGNED_CHUNKS = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(?:-TRAILER)?$/;

/** Verifies Signature Version 4 of requests for one region, in the header or in the query. */
export class RequestVerifier {
  readonly #keys: AccessKeys;
  readonly #signingKeys: SigningKeyCache;

  constructor(
    private readonly options: VerifierOptions,
    keys: readonly AccessKey[],
  ) {
    this.#keys = new AccessKeys(keys, options.issued);
    this.#signingKeys = new SigningKeyCache(Math.min(this.#keys.size * DAYS_PER_KEY, MAX_SIGNING_KEYS));
  }

  /**
   * @param now milliseconds since 1970
   * @throws GatewayError with the code that S3 has for what is wrong; AccessDenied for a request without signature
   */
  verify(request: VerifiableRequest, now: number): VerifiedRequest {
    const claimed = readClaim(request);
    this.#checkScope(claimed);
    checkSignatureWindow(claimed, now, this.options.maxSkewMs);
    const key = this.#keys.find(claimed.credential.accessKeyId, claimed.sessionToken, now);
    const { query, headers } = request;
    const hoisted = claimed.placement === 'query' ? hoistedHeaders(query, headers) : new Map<string, string>();
    checkSignedHeaders(headers, claimed.signedHeaders, hoisted);
    // Tells no more than that the access key exists, which InvalidAccessKeyId tells anyway.
    const ownTokens = this.options.foreignSessionTokens !== true;
    if (ownTokens && key.sessionToken === undefined) checkSessionToken(undefined, claimed.sessionToken);
    const payload = hoisted.get('x-amz-content-sha256') ?? headers.get('x-amz-content-sha256');
    const chunkSigning = this.#checkSignature(request, claimed, key, payload);
    // After the signature: nobody without the secret learns whether a token is right.
    if (ownTokens) checkSessionToken(key.sessionToken, claimed.sessionToken);
    return {
      key,
      hoisted,
      chunkSigning: SIGNED_CHUNKS.test(payload ?? '') ? chunkSigning : undefined,
      headerSignature: claimed.placement === 'header' ? claimed.signature : undefined,
      sessionToken: claimed.sessionToken,
    };
  }

  #checkScope({ placement, credential, date }: ClaimedSignature): void {
    const found = scopeProblem(credential, this.options, date.timestamp.slice(0, 8));
    if (found === undefined) return;
    const details = found.region === undefined ? {} : { Region: found.region };
    if (placement === 'header') throw malformed(found.problem, details);
    if (found.otherDay === true) throw queryError(found.problem, details);
    throw queryError(`Error parsing the X-Amz-Credential parameter; ${found.problem}`, details);
  }

  #checkSignature(
    request: VerifiableRequest,
    claimed: ClaimedSignature,
    { accessKeyId, secretAccessKey }: AccessKey,
    payload: string | undefined,
  ): ChunkSigning {
    const { signature, date, credential } = claimed;
    const scope = scopeText(credential.scope);
    const key = this.#signingKeys.keyFor(secretAccessKey, credential.scope);
    let shown: { readonly parts: CanonicalParts; readonly text: string } | undefined;
    for (const parts of candidates(request, claimed, payloadLines(claimed, payload))) {
      const text = stringToSign(date.timestamp, scope, canonicalRequest(parts));
      if (sameText(key.sign(text), signature)) {
        return { timestamp: date.timestamp, scope, key, seedSignature: signature };
      }
      shown ??= { parts, text };
    }
    if (shown === undefined) throw new GatewayError('AccessDenied');
    // A value that nobody could have signed in earnest is the nearer fault.
    readPayloadForm(payload);
    throw signatureMismatch({ accessKeyId, signature, stringToSign: shown.text, parts: shown.parts });
  }
}

function readClaim({ query, headers }: VerifiableRequest): ClaimedSignature {
  switch (signaturePlacement(query, headers)) {
    case 'none':
      throw new GatewayError('AccessDenied');
    case 'query':
      return readPresignedQuery(query, headers);
    case 'header':
      if (!headers.has('x-amz-content-sha256')) {
        throw new GatewayError('InvalidRequest', {
          message: 'Missing required header for this request: x-amz-content-sha256',
        });
      }
      return readAuthorizationHeader(headers);
  }
}

/** What may stand on the payload line. Some presigners pin a hash and still sign the constant. */
function payloadLines({ placement }: ClaimedSignature, payload: string | undefined): readonly string[] {
  if (payload === undefined) return [UNSIGNED_PAYLOAD];
  return placement === 'header' || payload === UNSIGNED_PAYLOAD ? [payload] : [payload, UNSIGNED_PAYLOAD];
}

/** Every way in which the client may have written down what arrived, the likeliest first. */
function* candidates(
  { method, rawPath, prefix = '', query, headers, hosts }: VerifiableRequest,
  { placement, signedHeaders }: ClaimedSignature,
  payloads: readonly string[],
): Generator<CanonicalParts> {
  const signedQuery = query
    .filter(({ name }) => placement === 'header' || name !== 'X-Amz-Signature')
    .map(({ rawName, rawValue }) => [rawName, rawValue] as const);
  const otherHeaders = [...headers].filter(([name]) => name !== 'host');
  const escapedPath = rawPath.split('/').map(canonicalEscapes).join('/');
  const paths = [rawPath, escapedPath];
  for (const path of new Set(prefix === '' ? paths : [...paths.map((tail) => prefix + tail), ...paths])) {
    for (const host of hosts) {
      for (const payloadHash of payloads) {
        yield {
          method,
          path,
          query: signedQuery,
          headers: [...otherHeaders, ['host', host]],
          signedHeaders,
          payloadHash,
        };
      }
    }
  }
}
