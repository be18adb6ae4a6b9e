/**
 * Checksum algorithms of the S3 API ("Checking object integrity" in the S3 user guide), by the suffix of
 * their header `x-amz-checksum-*`.
 */
export const CHECKSUM_ALGORITHMS = [
  'crc32',
  'crc32c',
  'crc64nvme',
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'xxhash128',
  'xxhash3',
  'xxhash64',
] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A running hash over a body. */
export interface RunningHash {
  update(chunk: Uint8Array): void;
  /** The value in network byte order. The hash cannot be used afterwards. */
  digest(): Buffer;
}
