import { HEADER_RULES } from './header-registry.js';
import type { HeaderRule } from './header-registry.js';

/** What a request addresses: one object, or the bucket itself. */
export type ResourceLevel = 'object' | 'bucket';
export type S3Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** What the body of an operation is. Only that of an object may be framed as aws-chunked. */
export type BodyKind = 'object' | 'document' | 'form' | 'none';

/** One S3 operation: how a request for it looks, and what of it reaches a store. */
export interface OperationRow {
  /** Name in the S3 API reference. */
  readonly name: string;
  readonly level: ResourceLevel;
  readonly method: S3Method;
  /** Query parameters that select this operation. */
  readonly required: readonly string[];
  /** Further query parameters it understands. */
  readonly optional: ReadonlySet<string>;
  /** Whether it is selected by the header `x-amz-copy-source`. */
  readonly copies: boolean;
  readonly headers: HeaderRule;
  readonly body: BodyKind;
  /** Whether it changes something at the store. */
  readonly writes: boolean;
}

const VERBS = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' } as const;

interface RowOptions {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  readonly copies?: boolean;
  readonly headers?: HeaderRule;
  readonly body?: BodyKind;
  /** Default: what the method says (RFC 9110 section 9.2.1). */
  readonly writes?: boolean;
}

const row = (name: string, level: ResourceLevel, method: S3Method, options: RowOptions = {}): OperationRow => ({
  name,
  level,
  method,
  required: options.required ?? [],
  optional: new Set(options.optional ?? []),
  copies: options.copies ?? false,
  headers: options.headers ?? HEADER_RULES.plain,
  body: options.body ?? 'none',
  writes: options.writes ?? (method !== 'GET' && method !== 'HEAD'),
});

/** Response headers that a signed request may ask for in place of the object's own. */
export const RESPONSE_OVERRIDES = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
const READ_PARAMETERS = ['versionId', 'partNumber', ...RESPONSE_OVERRIDES];

const OBJECT_ROWS: readonly OperationRow[] = [
  row('PutObject', 'object', 'PUT', { headers: HEADER_RULES.putObject, body: 'object' }),
  row('CopyObject', 'object', 'PUT', { copies: true, headers: HEADER_RULES.copyObject }),
  row('UploadPart', 'object', 'PUT', {
    required: ['partNumber', 'uploadId'],
    headers: HEADER_RULES.uploadPart,
    body: 'object',
  }),
  row('UploadPartCopy', 'object', 'PUT', {
    required: ['partNumber', 'uploadId'],
    copies: true,
    headers: HEADER_RULES.uploadPartCopy,
  }),
  row('RenameObject', 'object', 'PUT', { required: ['renameObject'] }),
  row('UpdateObjectEncryption', 'object', 'PUT', { required: ['encryption'] }),
  row('CreateMultipartUpload', 'object', 'POST', {
    required: ['uploads'],
    headers: HEADER_RULES.createMultipartUpload,
  }),
  row('CompleteMultipartUpload', 'object', 'POST', {
    required: ['uploadId'],
    headers: HEADER_RULES.completeMultipartUpload,
    body: 'document',
  }),
  row('RestoreObject', 'object', 'POST', { required: ['restore'], optional: ['versionId'] }),
  row('SelectObjectContent', 'object', 'POST', { required: ['select', 'select-type'], writes: false }),
  row('AbortMultipartUpload', 'object', 'DELETE', { required: ['uploadId'] }),
  row('DeleteObject', 'object', 'DELETE', { optional: ['versionId'], headers: HEADER_RULES.deleteObject }),
  row('ListParts', 'object', 'GET', {
    required: ['uploadId'],
    optional: ['max-parts', 'part-number-marker'],
    headers: HEADER_RULES.listParts,
  }),
  row('GetObject', 'object', 'GET', { optional: READ_PARAMETERS, headers: HEADER_RULES.readObject }),
  row('GetObjectAttributes', 'object', 'GET', { required: ['attributes'], optional: ['versionId'] }),
  row('GetObjectTorrent', 'object', 'GET', { required: ['torrent'] }),
  row('HeadObject', 'object', 'HEAD', {
    optional: READ_PARAMETERS,
    headers: HEADER_RULES.readObject,
  }),
  row('PutObjectTagging', 'object', 'PUT', {
    required: ['tagging'],
    optional: ['versionId'],
    headers: HEADER_RULES.putObjectTagging,
    body: 'document',
  }),
  ...subResource('object', 'tagging', 'ObjectTagging', ['GET', 'DELETE'], ['versionId']),
  ...subResource('object', 'acl', 'ObjectAcl', ['GET', 'PUT'], ['versionId']),
  ...subResource('object', 'legal-hold', 'ObjectLegalHold', ['GET', 'PUT'], ['versionId']),
  ...subResource('object', 'retention', 'ObjectRetention', ['GET', 'PUT'], ['versionId']),
];

const BUCKET_ROWS: readonly OperationRow[] = [
  row('CreateBucket', 'bucket', 'PUT', { headers: HEADER_RULES.createBucket }),
  row('HeadBucket', 'bucket', 'HEAD'),
  row('DeleteBucket', 'bucket', 'DELETE'),
  row('PostObject', 'bucket', 'POST', { body: 'form' }),
  row('DeleteObjects', 'bucket', 'POST', { required: ['delete'], body: 'document' }),
  row('GetBucketLocation', 'bucket', 'GET', { required: ['location'] }),
  row('ListMultipartUploads', 'bucket', 'GET', {
    required: ['uploads'],
    optional: ['delimiter', 'encoding-type', 'key-marker', 'max-uploads', 'prefix', 'upload-id-marker'],
  }),
  row('ListObjects', 'bucket', 'GET', { optional: ['delimiter', 'encoding-type', 'marker', 'max-keys', 'prefix'] }),
  row('ListObjectsV2', 'bucket', 'GET', {
    required: ['list-type'],
    optional: ['continuation-token', 'delimiter', 'encoding-type', 'fetch-owner', 'max-keys', 'prefix', 'start-after'],
  }),
  row('ListObjectVersions', 'bucket', 'GET', {
    required: ['versions'],
    optional: ['delimiter', 'encoding-type', 'key-marker', 'max-keys', 'prefix', 'version-id-marker'],
  }),
  row('CreateSession', 'bucket', 'GET', { required: ['session'] }),
  row('GetBucketPolicyStatus', 'bucket', 'GET', { required: ['policyStatus'] }),
  ...subResource('bucket', 'accelerate', 'BucketAccelerateConfiguration', ['GET', 'PUT']),
  ...subResource('bucket', 'acl', 'BucketAcl', ['GET', 'PUT']),
  ...subResource('bucket', 'analytics', 'BucketAnalyticsConfiguration', ['GET', 'PUT', 'DELETE'], ['id']),
  ...subResource('bucket', 'cors', 'BucketCors', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'encryption', 'BucketEncryption', ['GET', 'PUT', 'DELETE']),
  ...subResource(
    'bucket',
    'intelligent-tiering',
    'BucketIntelligentTieringConfiguration',
    ['GET', 'PUT', 'DELETE'],
    ['id'],
  ),
  ...subResource('bucket', 'inventory', 'BucketInventoryConfiguration', ['GET', 'PUT', 'DELETE'], ['id']),
  ...subResource('bucket', 'lifecycle', 'BucketLifecycleConfiguration', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'logging', 'BucketLogging', ['GET', 'PUT']),
  ...subResource('bucket', 'metrics', 'BucketMetricsConfiguration', ['GET', 'PUT', 'DELETE'], ['id']),
  ...subResource('bucket', 'notification', 'BucketNotificationConfiguration', ['GET', 'PUT']),
  ...subResource('bucket', 'object-lock', 'ObjectLockConfiguration', ['GET', 'PUT']),
  ...subResource('bucket', 'ownershipControls', 'BucketOwnershipControls', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'policy', 'BucketPolicy', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'publicAccessBlock', 'PublicAccessBlock', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'replication', 'BucketReplication', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'requestPayment', 'BucketRequestPayment', ['GET', 'PUT']),
  ...subResource('bucket', 'tagging', 'BucketTagging', ['GET', 'PUT', 'DELETE']),
  ...subResource('bucket', 'versioning', 'BucketVersioning', ['GET', 'PUT']),
  ...subResource('bucket', 'website', 'BucketWebsite', ['GET', 'PUT', 'DELETE']),
];

/**
 * Every operation of the S3 API on objects and buckets, whether the gateway offers it or not: what is known and
 * not offered is answered 405, what is unknown 501, and neither can ever be taken for a plain PutObject.
 */
export const OPERATION_TABLE: readonly OperationRow[] = [...OBJECT_ROWS, ...BUCKET_ROWS];

function subResource(
  level: ResourceLevel,
  parameter: string,
  noun: string,
  methods: readonly (keyof typeof VERBS)[],
  optional: readonly string[] = [],
): OperationRow[] {
  return methods.map((method) => row(`${VERBS[method]}${noun}`, level, method, { required: [parameter], optional }));
}
