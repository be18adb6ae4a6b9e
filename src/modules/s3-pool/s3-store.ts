import { RequestSigner } from '../../common/sigv4/request-signer.js';
import type { S3Config } from '../config/index.js';
import type {
  AbortMultipartUploadRequest,
  ChangeResult,
  CompleteMultipartUploadRequest,
  CompletedObject,
  CopyObjectRequest,
  CopyResult,
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
  StoreHealth,
  UploadPage,
  UploadPartCopyRequest,
  UploadPartRequest,
  WriteResult,
} from '../storage/index.js';
import { BackendErrorMapper } from './answers/map-backend-error.js';
import { BackendTarget } from './backend-target.js';
import { dial } from './connections/dial.js';
import type { TlsMaterial } from './connections/dial.js';
import type { Connection } from './connections/connection.js';
import { EndpointPool } from './connections/endpoint-pool.js';
import { ControlClient } from './control/control-client.js';
import { LookupCalls } from './control/lookup-calls.js';
import { ObjectCalls } from './control/object-calls.js';
import { MultipartCalls } from './control/multipart-calls.js';
import { CopyCalls } from './control/copy-calls.js';
import { ListingCalls } from './control/listing-calls.js';
import { ObjectDownloader } from './downloads/object-downloader.js';
import { checkHealth } from './health-check.js';
import { readTlsMaterial } from './read-tls-material.js';
import { ObjectUploader } from './uploads/object-uploader.js';

/**
 * An S3 backend. Bodies go through connections of our own, everything else through the AWS SDK; both sign with
 * the same keys.
 */
export class S3Store implements ObjectStore {
  readonly kind = 's3';
  readonly pool: EndpointPool;
  readonly #target: BackendTarget;
  readonly #control: ControlClient;
  readonly #multipart: MultipartCalls;
  readonly #lookups: LookupCalls;
  readonly #objects: ObjectCalls;
  readonly #listings: ListingCalls;
  readonly #copies: CopyCalls;
  readonly #uploader: ObjectUploader;
  readonly #downloader: ObjectDownloader;
  readonly #connectTimeout: number;
  readonly #tls: TlsMaterial | undefined;

  /** @throws the error of Node when a TLS file cannot be read */
  constructor(config: S3Config) {
    const { pool } = config;
    const target = new BackendTarget(config);
    const signer = new RequestSigner(config.region);
    const errors = new BackendErrorMapper(hiddenTexts(config, target));
    this.#tls = target.secure ? readTlsMaterial(config.tls ?? {}) : undefined;
    this.#target = target;
    this.#connectTimeout = pool.connect_timeout;
    this.pool = new EndpointPool({
      dial: () => this.#dial(),
      maxSockets: pool.max_sockets,
      idleTimeout: pool.idle_timeout,
    });
    const control = new ControlClient({ config, target, tls: this.#tls, signer, errors });
    this.#control = control;
    this.#multipart = new MultipartCalls(control, target, {
      completeTimeout: pool.complete_timeout,
      integrity: config.integrity,
    });
    this.#lookups = new LookupCalls(control, target);
    this.#objects = new ObjectCalls(control, target);
    this.#listings = new ListingCalls(control, target);
    this.#copies = new CopyCalls(control, target, pool.complete_timeout);
    const transfer = {
      target,
      pool: this.pool,
      signer,
      credentials: () => control.credentials(),
      errors,
      responseTimeout: pool.response_timeout,
    };
    this.#uploader = new ObjectUploader({ ...transfer, integrity: config.integrity });
    this.#downloader = new ObjectDownloader(transfer);
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
    return checkHealth(this.#target, () => this.#dial(), this.#connectTimeout);
  }

  close(): Promise<void> {
    this.pool.close();
    this.#control.close();
    return Promise.resolve();
  }

  #dial(): Promise<Connection> {
    const { dialHost: host, port } = this.#target;
    return dial({ host, port, tls: this.#tls }, this.#connectTimeout);
  }
}

function hiddenTexts(config: S3Config, target: BackendTarget): string[] {
  const texts = [target.hostname, target.fixedBucket, config.access_key];
  return texts.filter((text): text is string => text !== undefined && text !== '');
}
