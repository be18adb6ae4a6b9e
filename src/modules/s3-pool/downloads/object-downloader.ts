import type { HeaderFields, QueryParameters } from '../../../common/sigv4/canonical-request.js';
import type { RequestSigner, SigningCredentials } from '../../../common/sigv4/request-signer.js';
import { encodeUri } from '../../../common/sigv4/uri-encoding.js';
import type { CorsInquiry, ObjectContent, ReadObjectRequest } from '../../storage/index.js';
import { corsHeaders, withOrigin } from '../answers/cors-headers.js';
import type { BackendErrorMapper } from '../answers/map-backend-error.js';
import { OBJECT_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import { unavailable } from '../connections/backend-fault.js';
import type { EndpointPool } from '../connections/endpoint-pool.js';
import { requestHead } from '../uploads/request-head.js';
import { sendableHeaders } from '../uploads/sendable-headers.js';
import { download } from './download.js';

export interface ObjectDownloaderOptions {
  readonly target: BackendTarget;
  readonly pool: EndpointPool;
  readonly signer: RequestSigner;
  readonly credentials: () => Promise<SigningCredentials>;
  readonly errors: BackendErrorMapper;
  /** Milliseconds. */
  readonly responseTimeout: number;
  /** Of the page whose request this is. */
  readonly inquiry?: CorsInquiry | undefined;
}

const USER_AGENT = 'mizuchi-uploadr';
/** SHA-256 of no bytes: a GET has no body. */
const EMPTY_PAYLOAD = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** GetObject: bodies on their way from the backend, over the connections that uploads use. */
export class ObjectDownloader {
  constructor(private readonly options: ObjectDownloaderOptions) {}

  async getObject(request: ReadObjectRequest): Promise<ObjectContent> {
    const { errors, pool, responseTimeout, inquiry } = this.options;
    const head = this.#head(request, await this.options.credentials());
    try {
      const connection = await pool.acquire();
      const answer = await download(connection, head, {
        silence: responseTimeout,
        onEnd: () => {
          pool.release(connection);
        },
      });
      inquiry?.answered(corsHeaders(answer.headers));
      const { status } = answer;
      if (status === 304) return { status, headers: visibleHeaders(answer.headers, OBJECT_HEADERS) };
      if (answer.body === undefined) throw errors.refusal({ status, body: answer.document }, 'NoSuchKey');
      return { status, headers: visibleHeaders(answer.headers, OBJECT_HEADERS), body: answer.body };
    } catch (error) {
      throw unavailable(error);
    }
  }

  #head(request: ReadObjectRequest, credentials: SigningCredentials): Buffer {
    const { target, signer, inquiry } = this.options;
    const { host, path } = target.place(target.bucketFor(request.address.bucket), request.address.key);
    const query = queryOf(request);
    const forwarded = sendableHeaders(withOrigin(request.headers, inquiry));
    const headers: HeaderFields = [['host', host], ['user-agent', USER_AGENT], ...forwarded];
    const signature = signer.sign(
      { method: 'GET', path, query, headers, payloadHash: EMPTY_PAYLOAD },
      credentials,
      new Date(),
    );
    return requestHead('GET', path, query, [...headers, ...signature]);
  }
}

function queryOf({ versionId, partNumber, overrides = new Map<string, string>() }: ReadObjectRequest): QueryParameters {
  return [
    ...(versionId === undefined ? [] : [['versionId', encodeUri(versionId)] as const]),
    ...(partNumber === undefined ? [] : [['partNumber', String(partNumber)] as const]),
    ...[...overrides].map(([name, value]) => [`response-${name}`, encodeUri(value)] as const),
  ];
}
