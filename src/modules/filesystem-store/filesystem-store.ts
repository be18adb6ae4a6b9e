import type {
  AbortMultipartUploadRequest,
  ChangeResult,
  CompletedObject,
  CompleteMultipartUploadRequest,
  CopyObjectRequest,
  CopyResult,
  CreatedMultipartUpload,
  CreateMultipartUploadRequest,
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
import { BucketFolders } from './bucket-folders.js';
import { completeMultipartUpload } from './complete-upload.js';
import { copyObject } from './copy-object.js';
import { deleteObject } from './delete-object.js';
import { fileError } from './file-errors.js';
import { getObject } from './get-object.js';
import { headObject } from './head-object.js';
import { listObjects } from './list-objects.js';
import { listParts } from './list-parts.js';
import { listMultipartUploads } from './list-uploads.js';
import { abortMultipartUpload, createMultipartUpload } from './multipart-upload.js';
import { refuseUnsupportedHeaders, refuseVersion } from './object-headers.js';
import { putObject } from './put-object.js';
import { putObjectTagging } from './put-object-tagging.js';
import { uploadPartCopy } from './upload-part-copy.js';
import { uploadPart } from './upload-part.js';

export interface FilesystemStoreOptions {
  /** Folder of the objects, absolute or relative to the working directory. `{bucket}` stands for the bucket's name. */
  readonly root: string;
  /** Whether a write is answered only once it would survive a power failure. */
  readonly fsync: boolean;
}

/**
 * Keeps objects as plain files in a folder (key-path.ts), their metadata beside them under `.mizuchi` (object-metadata.ts).
 * Needs a file system with hard links, symbolic links and atomic rename. Several processes may use one folder.
 */
export class FilesystemStore implements ObjectStore {
  readonly kind = 'filesystem';
  private readonly buckets: BucketFolders;

  constructor({ root, fsync }: FilesystemStoreOptions) {
    this.buckets = new BucketFolders(root, fsync);
  }

  /**
   * Creates the folder of a plain root, and removes there what dead processes have left.
   * @throws GatewayError ServiceUnavailable, InsufficientStorage
   */
  async start(): Promise<void> {
    await guarded(() => this.buckets.start());
  }

  async putObject(request: PutObjectRequest): Promise<WriteResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      return putObject(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async createMultipartUpload(request: CreateMultipartUploadRequest): Promise<CreatedMultipartUpload> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      return createMultipartUpload(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async uploadPart(request: UploadPartRequest): Promise<WriteResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      return uploadPart(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async completeMultipartUpload(request: CompleteMultipartUploadRequest): Promise<CompletedObject> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      return completeMultipartUpload(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async abortMultipartUpload(request: AbortMultipartUploadRequest): Promise<void> {
    await guarded(async () => abortMultipartUpload(await this.buckets.forWriting(request.address.bucket), request));
  }

  async listParts(request: ListPartsRequest): Promise<PartPage> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      return listParts(await this.buckets.find(request.address.bucket), request);
    });
  }

  async listMultipartUploads(request: ListMultipartUploadsRequest): Promise<UploadPage> {
    return guarded(async () => listMultipartUploads(await this.buckets.find(request.bucket), request));
  }

  async headObject(request: ReadObjectRequest): Promise<ObjectHead> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.versionId);
      return headObject(await this.buckets.find(request.address.bucket), request);
    });
  }

  async getObject(request: ReadObjectRequest): Promise<ObjectContent> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.versionId);
      return getObject(await this.buckets.find(request.address.bucket), request);
    });
  }

  async listObjects(request: ListObjectsRequest): Promise<ObjectPage> {
    return guarded(async () => listObjects(await this.buckets.find(request.bucket), request));
  }

  async copyObject(request: CopyObjectRequest): Promise<CopyResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.source.versionId);
      const source = await this.buckets.find(request.source.address.bucket);
      return copyObject(await this.buckets.forWriting(request.address.bucket), source, request);
    });
  }

  async uploadPartCopy(request: UploadPartCopyRequest): Promise<CopyResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.source.versionId);
      const source = await this.buckets.find(request.source.address.bucket);
      return uploadPartCopy(await this.buckets.forWriting(request.address.bucket), source, request);
    });
  }

  async deleteObject(request: DeleteObjectRequest): Promise<ChangeResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.versionId);
      return deleteObject(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async putObjectTagging(request: PutObjectTaggingRequest): Promise<ChangeResult> {
    return guarded(async () => {
      refuseUnsupportedHeaders(request.headers);
      refuseVersion(request.versionId);
      return putObjectTagging(await this.buckets.forWriting(request.address.bucket), request);
    });
  }

  async headBucket(bucket: string): Promise<void> {
    await guarded(() => this.buckets.find(bucket));
  }

  /** A folder has no region: us-east-1. */
  async bucketLocation(bucket: string): Promise<string> {
    await this.headBucket(bucket);
    return '';
  }

  async health(): Promise<StoreHealth> {
    return this.buckets.health();
  }

  /** Nothing is kept open between requests. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Creates a store that is ready for use. */
export async function createFilesystemStore(options: FilesystemStoreOptions): Promise<FilesystemStore> {
  const store = new FilesystemStore(options);
  await store.start();
  return store;
}

async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileError(error);
  }
}
