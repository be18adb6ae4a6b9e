import { GatewayError } from '../errors/gateway-error.js';
import { isoSeconds } from './amz-date.js';
import type { ClaimedSignature } from './claimed-signature.js';

/**
 * Whether a signature counts now. One in the header has to be made within the skew; a presigned URL counts from its
 * date until it expires, and the skew does not widen that.
 * @param now milliseconds since 1970
 * @throws GatewayError RequestTimeTooSkewed; AccessDenied for a presigned URL outside its time
 */
export function checkSignatureWindow(claimed: ClaimedSignature, now: number, maxSkewMs: number): void {
  if (claimed.expiresSeconds === undefined) checkSkew(claimed, now, maxSkewMs);
  else checkLifetime(claimed, claimed.expiresSeconds, now);
}

function checkSkew({ date }: ClaimedSignature, now: number, maxSkewMs: number): void {
  if (Math.abs(now - date.at) <= maxSkewMs) return;
  throw new GatewayError('RequestTimeTooSkewed', {
    details: {
      RequestTime: date.timestamp,
      ServerTime: isoSeconds(now),
      MaxAllowedSkewMilliseconds: maxSkewMs,
    },
  });
}

function checkLifetime({ date }: ClaimedSignature, seconds: number, now: number): void {
  const expires = date.at + seconds * 1000;
  const details = { 'X-Amz-Expires': seconds, Expires: isoSeconds(expires), ServerTime: isoSeconds(now) };
  if (now > expires) throw new GatewayError('AccessDenied', { message: 'Request has expired', details });
  // The date has whole seconds: a signer whose clock agrees with ours is never ahead of it.
  if (now < date.at) throw new GatewayError('AccessDenied', { message: 'Request is not valid yet', details });
}
