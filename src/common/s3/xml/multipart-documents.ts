import type { ChecksumAlgorithm } from '../../checksums/checksum.js';
import { element, escapeXml, optionalElement, s3Document } from './xml-writer.js';

type Checksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

/** Names of the checksum elements (S3 API reference, data type Part). */
export const CHECKSUM_ELEMENTS: Readonly<Record<ChecksumAlgorithm, string>> = {
  crc32: 'ChecksumCRC32',
  crc32c: 'ChecksumCRC32C',
  crc64nvme: 'ChecksumCRC64NVME',
  md5: 'ChecksumMD5',
  sha1: 'ChecksumSHA1',
  sha256: 'ChecksumSHA256',
  sha512: 'ChecksumSHA512',
  xxhash128: 'ChecksumXXHASH128',
  xxhash3: 'ChecksumXXHASH3',
  xxhash64: 'ChecksumXXHASH64',
};

export function checksumElements(checksums: Checksums): string {
  return Object.entries(checksums)
    .map(([algorithm, value]) => element(CHECKSUM_ELEMENTS[algorithm as ChecksumAlgorithm], value))
    .join('');
}

/** Answer to CreateMultipartUpload. */
export function initiateMultipartUploadDocument(answer: { bucket: string; key: string; uploadId: string }): string {
  return s3Document(
    'InitiateMultipartUploadResult',
    element('Bucket', answer.bucket) + element('Key', answer.key) + element('UploadId', answer.uploadId),
  );
}

export interface CompleteAnswer {
  readonly location: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly checksumType: string | undefined;
}

/** Answer to CompleteMultipartUpload. */
export function completeMultipartUploadDocument(answer: CompleteAnswer): string {
  return s3Document(
    'CompleteMultipartUploadResult',
    element('Location', answer.location) +
      element('Bucket', answer.bucket) +
      element('Key', answer.key) +
      element('ETag', answer.etag) +
      checksumElements(answer.checksums) +
      optionalElement('ChecksumType', answer.checksumType),
  );
}

export interface ListPartsAnswer {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly storageClass: string;
  readonly partNumberMarker: number;
  readonly nextPartNumberMarker: number;
  readonly maxParts: number;
  readonly isTruncated: boolean;
  readonly checksumAlgorithm: string | undefined;
  readonly checksumType: string | undefined;
  readonly parts: readonly {
    readonly partNumber: number;
    readonly lastModified: Date;
    readonly etag: string;
    readonly size: number;
    readonly checksums: Checksums;
  }[];
}

/** Answer to ListParts. */
export function listPartsDocument(answer: ListPartsAnswer): string {
  const parts = answer.parts.map(
    (part) =>
      `<Part>${element('PartNumber', part.partNumber)}${element('LastModified', part.lastModified.toISOString())}` +
      `${element('ETag', part.etag)}${element('Size', part.size)}${checksumElements(part.checksums)}</Part>`,
  );
  return s3Document(
    'ListPartsResult',
    element('Bucket', answer.bucket) +
      element('Key', answer.key) +
      element('UploadId', answer.uploadId) +
      element('PartNumberMarker', answer.partNumberMarker) +
      element('NextPartNumberMarker', answer.nextPartNumberMarker) +
      element('MaxParts', answer.maxParts) +
      element('IsTruncated', answer.isTruncated) +
      optionalElement('ChecksumAlgorithm', answer.checksumAlgorithm) +
      optionalElement('ChecksumType', answer.checksumType) +
      element('StorageClass', answer.storageClass) +
      parts.join(''),
  );
}

export interface ListMultipartUploadsAnswer {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker: string;
  readonly uploadIdMarker: string;
  readonly nextKeyMarker: string;
  readonly nextUploadIdMarker: string;
  readonly maxUploads: number;
  readonly isTruncated: boolean;
  /** Percent-encode keys and prefixes, as `encoding-type=url` asks. */
  readonly urlEncoded: boolean;
  readonly uploads: readonly {
    readonly key: string;
    readonly uploadId: string;
    readonly initiated: Date;
    readonly storageClass: string;
    readonly checksumAlgorithm?: string;
    readonly checksumType?: string;
  }[];
  readonly commonPrefixes: readonly string[];
}

/** Answer to ListMultipartUploads. */
export function listMultipartUploadsDocument(answer: ListMultipartUploadsAnswer): string {
  const encode = (text: string): string => (answer.urlEncoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const uploads = answer.uploads.map(
    (upload) =>
      `<Upload>${element('Key', encode(upload.key))}${element('UploadId', upload.uploadId)}` +
      `${element('StorageClass', upload.storageClass)}${element('Initiated', upload.initiated.toISOString())}` +
      optionalElement('ChecksumAlgorithm', upload.checksumAlgorithm) +
      `${optionalElement('ChecksumType', upload.checksumType)}</Upload>`,
  );
  const prefixes = answer.commonPrefixes.map(
    (prefix) => `<CommonPrefixes>${element('Prefix', encode(prefix))}</CommonPrefixes>`,
  );
  return s3Document(
    'ListMultipartUploadsResult',
    element('Bucket', answer.bucket) +
      element('KeyMarker', encode(answer.keyMarker)) +
      element('UploadIdMarker', answer.uploadIdMarker) +
      (answer.isTruncated
        ? element('NextKeyMarker', encode(answer.nextKeyMarker)) +
          element('NextUploadIdMarker', answer.nextUploadIdMarker)
        : '') +
      element('Prefix', encode(answer.prefix)) +
      optionalElement('Delimiter', encode(answer.delimiter)) +
      (answer.urlEncoded ? element('EncodingType', 'url') : '') +
      element('MaxUploads', answer.maxUploads) +
      element('IsTruncated', answer.isTruncated) +
      uploads.join('') +
      prefixes.join(''),
  );
}

/** Answer to GetBucketLocation. @param region empty for us-east-1 */
export function bucketLocationDocument(region: string): string {
  return s3Document('LocationConstraint', region === 'us-east-1' ? '' : escapeXml(region));
}
