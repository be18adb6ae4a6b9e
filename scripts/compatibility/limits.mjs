/**
 * Why a client does not upload in some way, and what to do about it: the paragraphs under the tables of
 * docs/compatibility.md, by the names that the cases of the tests give them.
 */
export const LIMITS = {
  'signature-version-2': {
    title: 'Signature Version 2',
    text: [
      '`generate_presigned_url` of boto3 makes a URL of Signature Version 2 unless it is told otherwise. The gateway refuses it with 400',
      '`InvalidRequest`. Create the client with `Config(signature_version="s3v4")`.',
    ],
  },
  'presigned-checksum': {
    title: 'Checksum of nothing in a presigned URL',
    text: [
      'The presigner of the AWS SDK for JavaScript does not know the body and writes the CRC32 of an empty one into the URL. Any other body is 400',
      "`BadDigest`, here as on S3. Create the client with `requestChecksumCalculation: 'WHEN_REQUIRED'`.",
    ],
  },
  'unknown-length': {
    title: 'A single PUT of unknown length',
    text: [
      'S3 wants to know the length of an object before its bytes: in Content-Length, or in `x-amz-decoded-content-length` of an `aws-chunked` body. A body',
      'that has neither is 411 `MissingContentLength`; the AWS SDKs notice it themselves, before or while they send. Give the length, or upload in parts:',
      '`lib-storage`, `manager`, `transfermanager`, `upload_fileobj` and `s3 cp -` take streams of any length.',
    ],
  },
  'small-chunks': {
    title: 'Streams in small pieces',
    text: [
      'The AWS SDK for JavaScript makes one chunk of the body of each piece that a stream gives, and refuses chunks under 8 KiB, because S3 does.',
      'Create the client with `requestStreamBufferSize: 65536`, which gathers them.',
    ],
  },
  'go-streams': {
    title: 'Streams and the AWS SDK for Go over http',
    text: [
      'Over http this SDK reads the body twice, first for its hash, and refuses what it cannot rewind. Over https it sends the hash behind the body and',
      'needs the length alone. `manager` and `transfermanager` take streams over both.',
    ],
  },
  'unicode-metadata': {
    title: 'Metadata outside ASCII',
    text: [
      'Header values are ASCII for these clients: they refuse other text before they send anything. Encode it, for example as RFC 2047 says. Clients that',
      'send it as UTF-8, as those of Go do, have it stored byte for byte.',
    ],
  },
  'crc64nvme-parts': {
    title: 'CRC64NVME of parts on versitygw',
    text: [
      '`lib-storage` names no checksum of the parts when it completes an upload with CRC64NVME. S3 and filesystem buckets do without, versitygw refuses,',
      'and what a backend refuses is refused. Use another algorithm; the default, CRC32, works.',
    ],
  },
  'curl-payload-hash': {
    title: 'Older versions of curl',
    text: [
      'curl 7.88 signs an upload without the header `x-amz-content-sha256`, which is 400 `InvalidRequest` as on S3; current versions send it. Add',
      "`-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD'`.",
    ],
  },
};
