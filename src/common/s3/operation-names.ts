/**
 * Operations a bucket may offer, by their name in the S3 API reference. The operation table knows more:
 * what is not in this list is recognised and refused.
 */
export const OFFERED_OPERATIONS = [
  'PutObject',
  'PostObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListParts',
  'ListMultipartUploads',
  'HeadObject',
  'HeadBucket',
  'GetBucketLocation',
  'CreateBucket',
  'DeleteObject',
  'PutObjectTagging',
  'GetObject',
  'ListObjects',
  'ListObjectsV2',
  'CopyObject',
  'UploadPartCopy',
] as const;
export type OfferedOperation = (typeof OFFERED_OPERATIONS)[number];

/** Names for groups of operations in `buckets[].operations`. */
export const OPERATION_PRESETS = {
  /** PostObject only where clients have to prove who they are; see OPEN_ONLY_BY_NAME. */
  upload: [
    'PutObject',
    'PostObject',
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
    'ListParts',
  ],
  /** What rclone, mc and the minio SDKs ask before they upload. CreateBucket is always answered 409. */
  probe: ['HeadObject', 'HeadBucket', 'GetBucketLocation', 'CreateBucket'],
  /** Reading through the gateway. */
  download: ['GetObject', 'HeadObject', 'ListObjects', 'ListObjectsV2'],
} as const satisfies Record<string, readonly OfferedOperation[]>;

/**
 * Operations that an open bucket offers only when they are written by name, in no preset: any web page can make a browser
 * send a form, without asking first.
 */
export const OPEN_ONLY_BY_NAME: ReadonlySet<OfferedOperation> = new Set(['PostObject']);
