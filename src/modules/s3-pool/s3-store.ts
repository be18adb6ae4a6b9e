import type { S3Config } from '../config/index.js';
import type {
  AbortMultipartUploadRequest,
  ChangeResult,
  CompleteMultipartUploadRequest,
  CompletedObject,
  CopyObjectRequest,
  CopyResult,
  CorsInquiry,
  CreateMultipartUploadRequest,
  CreatedMultipartUpload,
  DeleteObjectRequest,
  ReadObjectRequest,
  ListMultipartUploadsRequest,
  ListObjectsRequest,
  ListPartsRequest,
  ObjectContent,
  ObjectHead,
  ObjectPage,
  ObjectStore,
  PartPage,
  PutObjectRequest,
  PutObjectTaggingRequest,
  StoreCors,
  StoreHealth,
  UploadPage,
  UploadPartCopyRequest,
  UploadPartRequest,
  WriteResult,
} from '../storage/index.js';
import type { EndpointPool } from './connections/endpoint-pool.js';
import { LookupCalls } from './control/lookup-calls.js';
import { MultipartCalls } from './control/multipart-calls.js';
import { CopyCalls } from './control/copy-calls.js';
import { ListingCalls } from './control/listing-calls.js';
import { ObjectCalls } from './control/object-calls.js';
import { ObjectDownloader } from './downloads/object-downloader.js';
import { Endpoint } from './endpoint.js';
import { askPreflight } from './preflight-call.js';
import { ObjectUploader } from './uploads/object-uploader.js';

/**
 * An S3 backend. Bodies go through connections of our own, everything else through the AWS SDK; both sign with
 * the same keys.
 */
export class S3Store implements ObjectStore {
  readonly kind = 's3';
  readonly cors: StoreCors<ObjectStore>;
  readonly #endpoint: Endpoint;
  readonly #multipart: MultipartCalls;
  readonly #lookups: LookupCalls;
  readonly #objects: ObjectCalls;
  readonly #listings: ListingCalls;
  readonly #copies: CopyCalls;
  readonly #uploader: ObjectUploader;
  readonly #downloader: ObjectDownloader;

  /**
   * @param endpoint shared with the store that this one is a view of
   * @param inquiry of the page whose request the view is for
   * @throws the error of Node when a TLS file cannot be read
   */
  constructor(config: S3Config, endpoint = new Endpoint(config), inquiry?: CorsInquiry) {
    const { target, pool, errors, signer } = endpoint;
    const responseTimeout = config.pool.response_timeout;
    const control = inquiry === undefined ? endpoint.control : endpoint.control.forPage(inquiry);
    this.#endpoint = endpoint;
    this.#multipart = new MultipartCalls(control, target, {
      completeTimeout: config.pool.complete_timeout,
      integrity: config.integrity,
    });
    this.#lookups = new LookupCalls(control, target);
    this.#objects = new ObjectCalls(control, target);
    this.#listings = new ListingCalls(control, target);
    this.#copies = new CopyCalls(control, target, config.pool.complete_timeout);
    const transfer = {
      target,
      pool,
      signer,
      credentials: () => endpoint.control.credentials(),
      errors,
      responseTimeout,
      inquiry,
    };
    this.#uploader = new ObjectUploader({ ...transfer, integrity: config.integrity });
    this.#downloader = new ObjectDownloader(transfer);
    this.cors = {
      preflight: (request) => askPreflight({ target, pool, errors, responseTimeout }, request),
      forPage: (page) => new S3Store(config, endpoint, page),
    };
  }

  get pool(): EndpointPool {
    return this.#endpoint.pool;
  }

  putObject(request: PutObjectRequest): Promise<WriteResult> {
    return this.#uploader.putObject(request);
  }

  createMultipartUpload(request: CreateMultipartUploadRequest): Promise<CreatedMultipartUpload> {
    return this.#multipart.create(request);
  }

  uploadPart(request: UploadPartRequest): Promise<WriteResult> {
    return this.#uploader.uploadPart(request);
  }

  completeMultipartUpload(request: CompleteMultipartUploadRequest): Promise<CompletedObject> {
    return this.#multipart.complete(request);
  }

  abortMultipartUpload(request: AbortMultipartUploadRequest): Promise<void> {
    return this.#multipart.abort(request);
  }

  listParts(request: ListPartsRequest): Promise<PartPage> {
    return this.#multipart.listParts(request);
  }

  listMultipartUploads(request: ListMultipartUploadsRequest): Promise<UploadPage> {
    return this.#multipart.listUploads(request);
  }

  headObject(request: ReadObjectRequest): Promise<ObjectHead> {
    return this.#lookups.headObject(request);
  }

  getObject(request: ReadObjectRequest): Promise<ObjectContent> {
    return this.#downloader.getObject(request);
  }

  listObjects(request: ListObjectsRequest): Promise<ObjectPage> {
    return this.#listings.listObjects(request);
  }

  copyObject(request: CopyObjectRequest): Promise<CopyResult> {
    return this.#copies.copyObject(request);
  }

  uploadPartCopy(request: UploadPartCopyRequest): Promise<CopyResult> {
    return this.#copies.uploadPartCopy(request);
  }

  deleteObject(request: DeleteObjectRequest): Promise<ChangeResult> {
    return this.#objects.delete(request);
  }

  putObjectTagging(request: PutObjectTaggingRequest): Promise<ChangeResult> {
    return this.#objects.putTagging(request);
  }

  headBucket(bucket: string): Promise<void> {
    return this.#lookups.headBucket(bucket);
  }

  bucketLocation(bucket: string): Promise<string> {
    return this.#lookups.bucketLocation(bucket);
  }

  health(): Promise<StoreHealth> {
    return this.#endpoint.health();
  }

  close(): Promise<void> {
    this.#endpoint.close();
    return Promise.resolve();
  }
}
