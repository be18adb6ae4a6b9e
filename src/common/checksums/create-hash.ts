import { createHash as createCryptoHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm, RunningHash } from './checksum.js';
import { Crc32c } from './crc32c.js';
import { Crc64Nvme } from './crc64-nvme.js';

/** Bytes of the value of each algorithm. */
export const DIGEST_LENGTH: Readonly<Record<ChecksumAlgorithm | 'md5', number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
  md5: 16,
};

/** Starts a hash of an S3 checksum algorithm, or of MD5. */
export function createHash(algorithm: ChecksumAlgorithm | 'md5'): RunningHash {
  switch (algorithm) {
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new Crc32c();
    case 'crc64nvme':
      return new Crc64Nvme();
    case 'sha1':
    case 'sha256':
    case 'md5':
      return createCryptoHash(algorithm);
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
