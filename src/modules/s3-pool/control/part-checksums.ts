import { CHECKSUM_ALGORITHMS } from '../../../common/checksums/checksum.js';
import type { ChecksumAlgorithm } from '../../../common/checksums/checksum.js';
import type { PartChecksums } from '../../storage/index.js';

/** Members of the SDK's models that hold checksums. */
const MEMBER = {
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
} as const satisfies Record<ChecksumAlgorithm, string>;

type SdkChecksums = { readonly [Algorithm in ChecksumAlgorithm as (typeof MEMBER)[Algorithm]]?: string | undefined };

/** The checksums of a part or object in an SDK output. */
export function fromSdkChecksums(model: SdkChecksums): PartChecksums {
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = model[MEMBER[algorithm]];
    if (value !== undefined && value !== '') checksums[algorithm] = value;
  }
  return checksums;
}

/** The same for an SDK input. */
export function toSdkChecksums(checksums: PartChecksums): SdkChecksums {
  return Object.fromEntries(
    CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
      const value = checksums[algorithm];
      return value === undefined ? [] : [[MEMBER[algorithm], value]];
    }),
  );
}
