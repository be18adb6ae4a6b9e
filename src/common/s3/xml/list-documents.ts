import { element, optionalElement, s3Document } from './xml-writer.js';

interface ListAnswer {
  /** In the client's view. */
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly isTruncated: boolean;
  /** Percent-encode keys and prefixes, as `encoding-type=url` asks. */
  readonly urlEncoded: boolean;
  readonly objects: readonly {
    readonly key: string;
    readonly etag: string;
    readonly size: number;
    readonly lastModified: Date;
    readonly storageClass: string;
  }[];
  readonly commonPrefixes: readonly string[];
  /** What continues a truncated listing. */
  readonly next: string;
}

export interface ListObjectsAnswer extends ListAnswer {
  readonly marker: string;
}

export interface ListObjectsV2Answer extends ListAnswer {
  readonly startAfter: string;
  readonly continuationToken: string | undefined;
  readonly withOwner: boolean;
}

/** Whom objects belong to as far as a client sees: the account behind the gateway is none of its business. */
const OWNER = `<Owner>${element('ID', 'mizuchi-uploadr')}${element('DisplayName', 'mizuchi-uploadr')}</Owner>`;

/** Answer to ListObjects. Without a delimiter S3 leaves NextMarker out: the last key is the next marker. */
export function listObjectsDocument(answer: ListObjectsAnswer): string {
  const encode = encoderOf(answer);
  const { isTruncated, delimiter, next } = answer;
  return s3Document(
    'ListBucketResult',
    element('Name', answer.bucket) +
      element('Prefix', encode(answer.prefix)) +
      element('Marker', encode(answer.marker)) +
      (isTruncated && delimiter !== '' ? element('NextMarker', encode(next)) : '') +
      element('MaxKeys', answer.maxKeys) +
      pageElements(answer, true),
  );
}

/** Answer to ListObjectsV2. */
export function listObjectsV2Document(answer: ListObjectsV2Answer): string {
  const encode = encoderOf(answer);
  return s3Document(
    'ListBucketResult',
    element('Name', answer.bucket) +
      element('Prefix', encode(answer.prefix)) +
      optionalElement('StartAfter', encode(answer.startAfter)) +
      optionalElement('ContinuationToken', answer.continuationToken) +
      (answer.isTruncated ? element('NextContinuationToken', answer.next) : '') +
      element('KeyCount', answer.objects.length + answer.commonPrefixes.length) +
      element('MaxKeys', answer.maxKeys) +
      pageElements(answer, answer.withOwner),
  );
}

function pageElements(answer: ListAnswer, withOwner: boolean): string {
  const encode = encoderOf(answer);
  const contents = answer.objects.map(
    ({ key, lastModified, etag, size, storageClass }) =>
      `<Contents>${element('Key', encode(key))}${element('LastModified', lastModified.toISOString())}` +
      `${element('ETag', etag)}${element('Size', size)}${withOwner ? OWNER : ''}` +
      `${element('StorageClass', storageClass)}</Contents>`,
  );
  const prefixes = answer.commonPrefixes.map(
    (prefix) => `<CommonPrefixes>${element('Prefix', encode(prefix))}</CommonPrefixes>`,
  );
  return (
    optionalElement('Delimiter', encode(answer.delimiter)) +
    (answer.urlEncoded ? element('EncodingType', 'url') : '') +
    element('IsTruncated', answer.isTruncated) +
    contents.join('') +
    prefixes.join('')
  );
}

function encoderOf({ urlEncoded }: ListAnswer): (text: string) => string {
  return urlEncoded ? (text) => encodeURIComponent(text).replaceAll('%2F', '/') : (text) => text;
}
