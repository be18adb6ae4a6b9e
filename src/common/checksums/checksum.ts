/**
 * Checksum algorithms of the S3 API ("Checking object integrity" in the S3 user guide), by the suffix of
 * their header `x-amz-checksum-*`.
 */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A running hash over a body. `md5` serves Content-MD5 and ETags and is no S3 checksum algorithm. */
export interface RunningHash {
  update(chunk: Uint8Array): void;
  /** The value in network byte order. The hash cannot be used afterwards. */
  digest(): Buffer;
}
