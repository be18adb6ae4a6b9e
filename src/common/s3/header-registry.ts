import { GatewayError } from '../errors/gateway-error.js';
import { CHECKSUM_ALGORITHMS } from '../checksums/checksum.js';
import { MAX_USER_METADATA_BYTES } from './limits.js';

/** Headers of a request by lower-case name; several fields of one name are joined with a comma. */
export type RequestHeaders = ReadonlyMap<string, string>;

/** Which headers of a request reach the store for one operation. */
export interface HeaderRule {
  /** Lower-case names that are handed to the store as sent. */
  readonly forwarded: ReadonlySet<string>;
  /** Whether `x-amz-meta-*` is user metadata here. */
  readonly metadata: boolean;
}

const CHECKSUM_VALUES = CHECKSUM_ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm}`);
const GRANTS = [
  'x-amz-acl',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
];
const EVERYWHERE = ['x-amz-expected-bucket-owner', 'x-amz-request-payer'];
const CUSTOMER_KEY = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-customer-key',
  'x-amz-server-side-encryption-customer-key-md5',
];
const WRITE_CONDITIONS = ['if-match', 'if-none-match'];
const COPY_SOURCE = [
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  ...CUSTOMER_KEY.map((name) => name.replace('x-amz-', 'x-amz-copy-source-')),
  'x-amz-source-expected-bucket-owner',
];
const NEW_OBJECT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-server-side-encryption-context',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  ...GRANTS,
  ...CUSTOMER_KEY,
];

const rule = (names: readonly string[], metadata = false): HeaderRule => ({
  forwarded: new Set([...EVERYWHERE, ...names]),
  metadata,
});

/** Rules by kind of operation; the operation table refers to them. */
export const HEADER_RULES = {
  putObject: rule([...NEW_OBJECT, ...WRITE_CONDITIONS, 'content-md5', ...CHECKSUM_VALUES], true),
  createMultipartUpload: rule([...NEW_OBJECT, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'], true),
  uploadPart: rule([...CUSTOMER_KEY, 'content-md5', ...CHECKSUM_VALUES]),
  completeMultipartUpload: rule([
    ...CUSTOMER_KEY,
    ...WRITE_CONDITIONS,
    ...CHECKSUM_VALUES,
    'x-amz-checksum-type',
    'x-amz-mp-object-size',
  ]),
  copyObject: rule(
    [
      ...NEW_OBJECT,
      ...WRITE_CONDITIONS,
      ...COPY_SOURCE,
      'x-amz-checksum-algorithm',
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
    ],
    true,
  ),
  uploadPartCopy: rule([...CUSTOMER_KEY, ...COPY_SOURCE, 'x-amz-copy-source-range']),
  listParts: rule(CUSTOMER_KEY),
  readObject: rule([
    ...CUSTOMER_KEY,
    ...WRITE_CONDITIONS,
    'if-modified-since',
    'if-unmodified-since',
    'if-range',
    'range',
    'x-amz-checksum-mode',
  ]),
  // Not x-amz-bypass-governance-retention and x-amz-mfa: a client must not borrow such rights of the gateway's keys.
  deleteObject: rule(['if-match']),
  // What a client declares about the document; the gateway checks it (receiveDocument).
  putObjectTagging: rule(['content-md5', ...CHECKSUM_VALUES]),
  createBucket: rule([...GRANTS, 'x-amz-grant-write', 'x-amz-bucket-object-lock-enabled', 'x-amz-object-ownership']),
  plain: rule([]),
} as const satisfies Record<string, HeaderRule>;

/**
 * `x-amz-*` headers that speak about the request and not about the object: read by the gateway or meaningless
 * behind it, never forwarded.
 */
const ABOUT_THE_REQUEST = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

/**
 * The headers that travel to the store. A header that S3 does not know for this operation is refused: dropping
 * it silently would drop, say, an encryption wish.
 * @throws GatewayError NotImplemented with the header's name, MetadataTooLarge
 */
export function forwardedHeaders(headers: RequestHeaders, headerRule: HeaderRule): Map<string, string> {
  const forwarded = new Map<string, string>();
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    if (headerRule.forwarded.has(name)) {
      const kept = name === 'content-encoding' ? withoutAwsChunked(value) : value;
      if (kept !== '') forwarded.set(name, kept);
    } else if (headerRule.metadata && name.startsWith('x-amz-meta-')) {
      metadataBytes += name.length - 'x-amz-meta-'.length + value.length;
      forwarded.set(name, value);
    } else if (name.startsWith('x-amz-') && !ABOUT_THE_REQUEST.has(name)) {
      throw new GatewayError('NotImplemented', { details: { Header: name } });
    }
  }
  if (metadataBytes > MAX_USER_METADATA_BYTES) {
    throw new GatewayError('MetadataTooLarge', {
      details: { Size: metadataBytes, MaxSizeAllowed: MAX_USER_METADATA_BYTES },
    });
  }
  return forwarded;
}

/** `aws-chunked` is a framing of the request and must not be stored; other codings are the object's. */
function withoutAwsChunked(value: string): string {
  if (!/aws-chunked/i.test(value)) return value;
  return value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked')
    .join(',');
}
