import { classify } from '../../../common/errors/classify.js';
import type { S3ErrorCode } from '../../../common/errors/s3-error-codes.js';
import type { HeaderFields, QueryParameters } from '../../../common/sigv4/canonical-request.js';
import type { RequestSigner, SigningCredentials } from '../../../common/sigv4/request-signer.js';
import { encodeUri } from '../../../common/sigv4/uri-encoding.js';
import type { IntegrityMode } from '../../config/index.js';
import type { CorsInquiry, PutObjectRequest, UploadPartRequest, WriteResult } from '../../storage/index.js';
import { corsHeaders, withOrigin } from '../answers/cors-headers.js';
import type { BackendErrorMapper } from '../answers/map-backend-error.js';
import { readWriteResult } from '../answers/read-write-result.js';
import type { BackendTarget } from '../backend-target.js';
import { unavailable } from '../connections/backend-fault.js';
import type { Connection } from '../connections/connection.js';
import type { EndpointPool } from '../connections/endpoint-pool.js';
import { exchange } from '../connections/exchange.js';
import type { BackendResponse } from '../connections/response-parser.js';
import { BodyReader } from './body-reader.js';
import { describeBody } from './describe-body.js';
import type { DescribedBody } from './describe-body.js';
import { requestHead } from './request-head.js';
import { sendableHeaders } from './sendable-headers.js';

export interface ObjectUploaderOptions {
  readonly target: BackendTarget;
  readonly pool: EndpointPool;
  readonly signer: RequestSigner;
  readonly credentials: () => Promise<SigningCredentials>;
  readonly errors: BackendErrorMapper;
  readonly integrity: IntegrityMode;
  /** Milliseconds. */
  readonly responseTimeout: number;
  /** Of the page whose request this is. */
  readonly inquiry?: CorsInquiry | undefined;
}

/** A slow client shall not hold a backend connection: none is taken before this much of its body is here. */
const READ_AHEAD_BYTES = 16_384;

const USER_AGENT = 'mizuchi-uploadr';

interface PreparedUpload {
  readonly request: PutObjectRequest;
  readonly query: QueryParameters;
  readonly body: DescribedBody;
  readonly headers: HeaderFields;
  readonly credentials: SigningCredentials;
}

/** PutObject and UploadPart: bodies on their way to the backend, in requests that are signed anew. */
export class ObjectUploader {
  constructor(private readonly options: ObjectUploaderOptions) {}

  putObject(request: PutObjectRequest): Promise<WriteResult> {
    return this.#upload(request, [], 'NoSuchBucket');
  }

  uploadPart(request: UploadPartRequest): Promise<WriteResult> {
    const query: QueryParameters = [
      ['partNumber', String(request.partNumber)],
      ['uploadId', encodeUri(request.uploadId)],
    ];
    return this.#upload(request, query, 'NoSuchUpload');
  }

  async #upload(request: PutObjectRequest, query: QueryParameters, missing: S3ErrorCode): Promise<WriteResult> {
    const { errors, credentials, integrity, inquiry } = this.options;
    const upload: PreparedUpload = {
      request,
      query,
      body: describeBody(request.body, request.headers, integrity),
      headers: sendableHeaders(withOrigin(request.headers, inquiry)),
      credentials: await credentials(),
    };
    // The client is asked for the body only now: what can be refused without it has been refused.
    const reader = new BodyReader(request.body.open(integrity === 'gateway' ? 'everything' : 'framing'));
    try {
      await reader.readAhead(READ_AHEAD_BYTES);
      const response = await this.#exchange(upload, reader);
      inquiry?.answered(corsHeaders(response.headers));
      if (response.status !== 200) throw errors.refusal(response, missing);
      return readWriteResult(response.headers);
    } catch (error) {
      throw reader.failed.aborted ? classify(reader.failed.reason) : unavailable(error);
    } finally {
      reader.stop();
    }
  }

  async #exchange(upload: PreparedUpload, reader: BodyReader): Promise<BackendResponse> {
    const { pool, responseTimeout } = this.options;
    const connection = await this.#connect(reader);
    try {
      const body = { reader, framing: upload.body.framing };
      return await exchange(connection, { method: 'PUT', head: this.#head(upload), body }, responseTimeout);
    } finally {
      pool.release(connection);
    }
  }

  /** Whatever fails here, nothing has been sent. */
  async #connect(reader: BodyReader): Promise<Connection> {
    try {
      return await this.options.pool.acquire(reader.failed);
    } catch (error) {
      throw unavailable(error, true);
    }
  }

  /** Signed at the last moment: a body may take its time, and waiting for a connection too. */
  #head({ request, query, body, headers, credentials }: PreparedUpload): Buffer {
    const { target, signer } = this.options;
    const { host, path } = target.place(target.bucketFor(request.address.bucket), request.address.key);
    const unsigned: HeaderFields = [['host', host], ['user-agent', USER_AGENT], ...headers, ...body.headers];
    const { payloadHash } = body;
    const signature = signer.sign(
      { method: 'PUT', path, query, headers: unsigned, payloadHash },
      credentials,
      new Date(),
    );
    return requestHead('PUT', path, query, [...unsigned, ...signature]);
  }
}
