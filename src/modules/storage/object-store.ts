import type { Readable } from 'node:stream';
import type { ChecksumAlgorithm } from '../../common/checksums/checksum.js';
import type { HeaderMap } from './header-map.js';
import type { StoreCors } from './store-cors.js';

/** Where an object lives, in the client's words. Adapters translate both to their own. */
export interface ObjectAddress {
  /** Bucket name: the `{bucket}` of a template prefix, otherwise the configured bucket's name. */
  readonly bucket: string;
  /** Decoded key: 1 to 1024 bytes of UTF-8 without NUL and without `.` or `..` segments. */
  readonly key: string;
}

/** A checksum that the client declared for a body. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64 value from the request header; absent when it follows in the trailer of an aws-chunked body. */
  readonly value?: string;
}

/**
 * How much of the declared integrity the gateway itself checks.
 * `everything`: length, framing with the signatures in it, hex SHA-256, Content-MD5 and checksum, in header or trailer.
 * `framing`: length, framing with the signatures in it, and trailing checksum; the store verifies what the headers declare.
 */
export type BodyVerification = 'everything' | 'framing';

/** The body of an upload on its way from the client to a store. */
export interface UploadBody {
  /** Number of object bytes, after any aws-chunked framing is taken off. */
  readonly length: number;
  readonly checksum: DeclaredChecksum | undefined;
  /** Lower-case hex SHA-256 of the body, when the client signed one. */
  readonly sha256: string | undefined;
  /**
   * Asks the client for the body (100 Continue) and yields the object's bytes. To be called once.
   *
   * The stream ends only after exactly `length` bytes and after every check has passed; until then at least the
   * last byte is held back. Otherwise it is destroyed with a GatewayError that says what was wrong, so that a
   * store which publishes on `end` and cleans up on `error` never makes a bad body visible.
   *
   * A chunk belongs to its reader, who may give its memory back when it is done with it (`returnChunkMemory`).
   */
  open(verification: BodyVerification): Readable;
  /** Base64 checksum of a trailer that has been verified; defined once the stream of `open` has ended. */
  readonly trailerChecksum: string | undefined;
}

export interface PutObjectRequest {
  readonly address: ObjectAddress;
  readonly headers: HeaderMap;
  readonly body: UploadBody;
}

/** Answer to a write: what S3 returns in headers beside the ETag (version id, checksums, SSE, expiration). */
export interface WriteResult {
  /** Entity tag as sent to clients, in double quotes. */
  readonly etag: string;
  readonly headers: HeaderMap;
}

export interface CreateMultipartUploadRequest {
  readonly address: ObjectAddress;
  readonly headers: HeaderMap;
}

export interface CreatedMultipartUpload {
  /** The store's own upload id: never shown to a client. */
  readonly uploadId: string;
  readonly headers: HeaderMap;
}

export interface UploadPartRequest extends PutObjectRequest {
  readonly uploadId: string;
  /** 1 to 10,000. */
  readonly partNumber: number;
}

export type PartChecksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

export interface CompletedPart {
  readonly partNumber: number;
  /** As the client listed it, quotes included if it sent them. */
  readonly etag: string;
  readonly checksums: PartChecksums;
}

export interface CompleteMultipartUploadRequest {
  readonly address: ObjectAddress;
  readonly uploadId: string;
  /** Strictly ascending by part number, at least one. */
  readonly parts: readonly CompletedPart[];
  /** If-Match, If-None-Match, x-amz-checksum-*, x-amz-checksum-type, x-amz-mp-object-size, SSE-C. */
  readonly headers: HeaderMap;
}

export interface CompletedObject extends WriteResult {
  readonly checksums: PartChecksums;
  readonly checksumType?: string;
}

export interface AbortMultipartUploadRequest {
  readonly address: ObjectAddress;
  readonly uploadId: string;
}

export interface ListPartsRequest {
  readonly address: ObjectAddress;
  readonly uploadId: string;
  /** Parts with a greater number are listed. 0 lists from the start. */
  readonly partNumberMarker: number;
  /** 1 to 1000. */
  readonly maxParts: number;
  readonly headers: HeaderMap;
}

export interface ListedPart {
  readonly partNumber: number;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly checksums: PartChecksums;
}

export interface PartPage {
  readonly parts: readonly ListedPart[];
  readonly isTruncated: boolean;
  /** Part number of the last part in this page; 0 for an empty one. */
  readonly nextPartNumberMarker: number;
  readonly storageClass: string;
  readonly checksumAlgorithm?: string;
  readonly checksumType?: string;
}

export interface ListMultipartUploadsRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker: string;
  /** The store's own upload id, or empty. */
  readonly uploadIdMarker: string;
  /** 1 to 1000. */
  readonly maxUploads: number;
}

export interface ListedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
  readonly storageClass: string;
  readonly checksumAlgorithm?: string;
  readonly checksumType?: string;
}

export interface UploadPage {
  readonly uploads: readonly ListedUpload[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker: string;
  /** The store's own upload id, or empty. */
  readonly nextUploadIdMarker: string;
}

/** What GetObject and HeadObject ask for. */
export interface ReadObjectRequest {
  readonly address: ObjectAddress;
  readonly versionId?: string;
  /** 1 to 10,000. Only this part of the object; never beside a Range. */
  readonly partNumber?: number;
  /** Response headers to be answered in place of the object's own, by lower-case name; values are decoded text. */
  readonly overrides?: HeaderMap;
  /** Conditional headers, Range, x-amz-checksum-mode, SSE-C. */
  readonly headers: HeaderMap;
}

export interface ObjectHead {
  /** Response status: 200, 206 or 304. */
  readonly status: number;
  /** Every header of the answer that a client may see, Content-Length, ETag and Last-Modified included. */
  readonly headers: HeaderMap;
}

export interface ObjectContent extends ObjectHead {
  /**
   * Exactly as many bytes as Content-Length says, or an error: never fewer that look complete. To be read to its end or
   * destroyed, which lets go of whatever is behind it. Absent with the status 304.
   */
  readonly body?: Readable;
}

/** An object to copy from, in the same store as the copy. */
export interface CopySource {
  readonly address: ObjectAddress;
  readonly versionId?: string;
}

export interface CopyObjectRequest {
  readonly address: ObjectAddress;
  readonly source: CopySource;
  /** New metadata, directives, conditions on both objects, x-amz-checksum-algorithm, SSE-C. */
  readonly headers: HeaderMap;
}

export interface UploadPartCopyRequest {
  readonly address: ObjectAddress;
  readonly source: CopySource;
  readonly uploadId: string;
  /** 1 to 10,000. */
  readonly partNumber: number;
  /** x-amz-copy-source-range, conditions on the source, SSE-C. */
  readonly headers: HeaderMap;
}

export interface CopyResult extends WriteResult {
  readonly lastModified: Date;
  readonly checksums: PartChecksums;
  readonly checksumType?: string;
}

/** Where a listing begins. */
export type ListingStart =
  /** Behind a key or common prefix where an earlier page may have ended: ListObjects. Empty for the beginning. */
  | { readonly kind: 'marker'; readonly key: string }
  /** Behind a key: ListObjectsV2. Empty for the beginning. */
  | { readonly kind: 'start-after'; readonly key: string }
  /** Where an earlier page of ListObjectsV2 ended, in the store's own words. */
  | { readonly kind: 'token'; readonly token: string };

export interface ListObjectsRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly start: ListingStart;
  /** 1 to 1000. */
  readonly maxKeys: number;
}

export interface ListedObject {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly storageClass: string;
}

/** Keys and common prefixes together are at most `maxKeys`, in the order of their UTF-8 bytes. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** What continues a truncated listing: after a `marker` another one, else a token. Empty at the end. */
  readonly next: string;
}

export interface DeleteObjectRequest {
  readonly address: ObjectAddress;
  /** Deletes this version; without it the current one, or a versioned store adds a delete marker. */
  readonly versionId?: string;
  /** If-Match. */
  readonly headers: HeaderMap;
}

/** Answer to a change that has no body and no ETag: x-amz-version-id, x-amz-delete-marker. */
export interface ChangeResult {
  readonly headers: HeaderMap;
}

export interface ObjectTag {
  readonly key: string;
  readonly value: string;
}

export interface PutObjectTaggingRequest {
  readonly address: ObjectAddress;
  readonly versionId?: string;
  /** All tags that the object has from now on; none takes them away. Within the limits of S3, no key twice. */
  readonly tags: readonly ObjectTag[];
  readonly headers: HeaderMap;
}

/** What a store is asked when a readiness probe wants to know whether it can be reached. */
export interface StoreHealth {
  readonly ready: boolean;
  /** Why not, without host names, credentials or keys. */
  readonly reason?: string;
}

/**
 * A place that keeps objects. Every method rejects with a `GatewayError`; a write that rejects has left nothing
 * visible. All adapters pass `test/conformance/object-store.ts`.
 */
export interface ObjectStore {
  readonly kind: 'filesystem' | 's3';
  /** Absent where a store has no CORS rules of its own. */
  readonly cors?: StoreCors<ObjectStore>;
  /** S3 API reference: PutObject. If-None-Match and If-Match are decided atomically with the write. */
  putObject(request: PutObjectRequest): Promise<WriteResult>;
  createMultipartUpload(request: CreateMultipartUploadRequest): Promise<CreatedMultipartUpload>;
  uploadPart(request: UploadPartRequest): Promise<WriteResult>;
  completeMultipartUpload(request: CompleteMultipartUploadRequest): Promise<CompletedObject>;
  abortMultipartUpload(request: AbortMultipartUploadRequest): Promise<void>;
  listParts(request: ListPartsRequest): Promise<PartPage>;
  listMultipartUploads(request: ListMultipartUploadsRequest): Promise<UploadPage>;
  headObject(request: ReadObjectRequest): Promise<ObjectHead>;
  /**
   * S3 API reference: GetObject. What the conditions refuse rejects, 304 resolves. NoSuchKey, InvalidRange,
   * InvalidPartNumber, PreconditionFailed.
   */
  getObject(request: ReadObjectRequest): Promise<ObjectContent>;
  /** S3 API reference: ListObjects and ListObjectsV2. InvalidArgument for a token that is none. */
  listObjects(request: ListObjectsRequest): Promise<ObjectPage>;
  /** S3 API reference: CopyObject. NoSuchKey for the source, PreconditionFailed for a condition on either object. */
  copyObject(request: CopyObjectRequest): Promise<CopyResult>;
  /** S3 API reference: UploadPartCopy. */
  uploadPartCopy(request: UploadPartCopyRequest): Promise<CopyResult>;
  /**
   * S3 API reference: DeleteObject. Resolves where there is no object; with an If-Match that meets none, stores differ
   * (NoSuchKey or nothing).
   */
  deleteObject(request: DeleteObjectRequest): Promise<ChangeResult>;
  /** S3 API reference: PutObjectTagging. Content, ETag and everything else of the object stay as they are. */
  putObjectTagging(request: PutObjectTaggingRequest): Promise<ChangeResult>;
  /** Resolves when the bucket exists and may be used; NoSuchBucket otherwise. */
  headBucket(bucket: string): Promise<void>;
  /** Region of the bucket as GetBucketLocation reports it; the empty string means us-east-1. */
  bucketLocation(bucket: string): Promise<string>;
  /** Never rejects. */
  health(): Promise<StoreHealth>;
  /** Releases connections, files and timers. Called once, after the last request has ended. */
  close(): Promise<void>;
}
