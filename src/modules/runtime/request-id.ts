import { randomBytes } from 'node:crypto';

/** A new `x-amz-request-id`: 16 upper-case hex digits, as S3's look. */
export function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
