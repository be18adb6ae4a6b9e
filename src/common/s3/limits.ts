/** Limits of the S3 API ("Amazon S3 multipart upload limits" and "PutObject" in the S3 documentation). */

/** Bytes of UTF-8 in an object key. */
export const MAX_KEY_BYTES = 1024;
/** Bytes of a single PutObject and of one part: 5 GiB. */
export const MAX_SINGLE_UPLOAD_BYTES = 5 * 1024 ** 3;
/** Bytes of every part but the last: 5 MiB. */
export const MIN_PART_BYTES = 5 * 1024 ** 2;
export const MAX_PART_NUMBER = 10_000;
/** Entries of one page of ListParts and ListMultipartUploads. */
export const MAX_PAGE_SIZE = 1000;
/** Greatest number that a paging parameter may ask for. */
export const MAX_COUNT = 2 ** 31 - 1;
/** Bytes of user metadata: the names without their prefix, and the values. */
export const MAX_USER_METADATA_BYTES = 2048;
/** Tags of one object, and characters of their keys and values ("Categorizing your objects using tags"). */
export const MAX_TAGS = 10;
export const MAX_TAG_KEY_LENGTH = 128;
export const MAX_TAG_VALUE_LENGTH = 256;
/** Bytes of a PutObjectTagging document: ten tags of the longest keys and values fit, each character as a reference. */
export const MAX_TAGGING_DOCUMENT_BYTES = 64 * 1024;
/** Bytes of a CompleteMultipartUpload document: 10,000 parts with checksums fit. */
export const MAX_COMPLETE_DOCUMENT_BYTES = 4 * 1024 ** 2;
/** Bytes of a form before the content of its file, names and delimiters included ("POST Object" in the S3 API reference). */
export const MAX_POST_FIELD_BYTES = 20 * 1024;
