import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { MIN_PART_BYTES } from '../../common/s3/limits.js';
import type { CompletedPart } from '../storage/index.js';
import { withoutQuotes } from './etags.js';
import { readPart } from './part-file.js';
import type { StoredPart } from './part-file.js';

/**
 * Finds the stored parts that a Complete lists.
 * @throws GatewayError InvalidPart, EntityTooSmall
 */
export async function selectParts(uploadFolder: string, listed: readonly CompletedPart[]): Promise<StoredPart[]> {
  const parts: StoredPart[] = [];
  for (const part of listed) {
    const stored = await readPart(uploadFolder, part.partNumber);
    if (stored === undefined || !isSame(part, stored)) throw invalidPart(part.partNumber, part.etag);
    parts.push(stored);
  }
  for (const { partNumber, size, md5 } of parts.slice(0, -1)) {
    if (size >= MIN_PART_BYTES) continue;
    throw new GatewayError('EntityTooSmall', {
      details: { ProposedSize: size, MinSizeAllowed: MIN_PART_BYTES, PartNumber: partNumber, ETag: md5 },
    });
  }
  return parts;
}

export function invalidPart(partNumber: number, etag: string): GatewayError {
  return new GatewayError('InvalidPart', { details: { PartNumber: partNumber, ETag: withoutQuotes(etag) } });
}

function isSame(listed: CompletedPart, stored: StoredPart): boolean {
  if (withoutQuotes(listed.etag) !== stored.md5) return false;
  return CHECKSUM_ALGORITHMS.every((algorithm) => {
    const value = listed.checksums[algorithm];
    return value === undefined || value === stored.checksums[algorithm];
  });
}
