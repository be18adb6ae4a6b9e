import { createHash as createCryptoHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm, RunningHash } from './checksum.js';
import { Crc32c } from './crc32c.js';
import { Crc64Nvme } from './crc64-nvme.js';
import { XxHash } from './xxhash.js';

/** Bytes of the value of each algorithm. */
export const DIGEST_LENGTH: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
  xxhash128: 16,
  xxhash3: 8,
  xxhash64: 8,
};

/** Starts a hash of an S3 checksum algorithm. */
export function createHash(algorithm: ChecksumAlgorithm): RunningHash {
  switch (algorithm) {
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new Crc32c();
    case 'crc64nvme':
      return new Crc64Nvme();
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
      return createCryptoHash(algorithm);
    case 'xxhash128':
    case 'xxhash3':
    case 'xxhash64':
      return new XxHash(algorithm);
  }
}

/** CRC-32 of ISO 3309, which zlib has in machine code. */
class Crc32 implements RunningHash {
  #value = 0;

  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }

  digest(): Buffer {
    const value = Buffer.allocUnsafe(4);
    value.writeUInt32BE(this.#value);
    return value;
  }
}
