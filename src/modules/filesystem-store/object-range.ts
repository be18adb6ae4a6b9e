import { GatewayError } from '../../common/errors/gateway-error.js';

/** Consecutive bytes of an object. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

const SINGLE_RANGE = /^bytes=[ \t]*(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))[ \t]*$/i;

/**
 * Reads the header Range (RFC 9110 section 14.2). Several ranges, other units and what cannot be read are ignored, as S3
 * does.
 * @returns undefined when all of the object is meant
 * @throws GatewayError InvalidRange when the object has none of these bytes
 */
export function requestedRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = header === undefined ? null : SINGLE_RANGE.exec(header);
  if (header === undefined || match === null) return undefined;
  const [, first, last, suffix] = match;
  if (first === undefined) {
    const length = Math.min(Number(suffix), size);
    if (length === 0) throw unsatisfiable(header, size);
    return { start: size - length, length };
  }
  const start = Number(first);
  const end = last === undefined ? Infinity : Number(last);
  if (end < start) return undefined;
  if (start >= size) throw unsatisfiable(header, size);
  return { start, length: Math.min(end + 1, size) - start };
}

/** @param partNumber from 1 @throws GatewayError InvalidPartNumber when the object has fewer parts */
export function rangeOfPart(partNumber: number, partSizes: readonly number[]): ByteRange {
  const length = partSizes[partNumber - 1];
  if (length === undefined) {
    throw new GatewayError('InvalidPartNumber', {
      details: { ActualPartCount: partSizes.length, PartNumberRequested: partNumber },
    });
  }
  return { start: partSizes.slice(0, partNumber - 1).reduce((sum, bytes) => sum + bytes, 0), length };
}

function unsatisfiable(header: string, size: number): GatewayError {
  return new GatewayError('InvalidRange', {
    details: { RangeRequested: header, ActualObjectSize: size },
    headers: { 'content-range': `bytes */${size}` },
  });
}
