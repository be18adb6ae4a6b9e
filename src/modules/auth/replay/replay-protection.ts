import { Inject, Injectable, Logger } from '@nestjs/common';
import { classify } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { RequestContext } from '../../runtime/index.js';
import { SHARED_STATE } from '../../shared-state/index.js';
import type { SharedState } from '../../shared-state/index.js';

/**
 * Lets a signature in the header write once (`auth.sigv4.replay_protection: strict`). It is kept for twice the clock
 * skew, the longest that a signature can be accepted; most are made now, so that half of it is left for clocks that
 * are set back or do not agree.
 *
 * Presigned URLs are not limited: they are made to be used by others, and clients repeat them.
 */
@Injectable()
export class ReplayProtection {
  private readonly logger = new Logger('ReplayProtection');

  constructor(@Inject(SHARED_STATE) private readonly state: SharedState) {}

  /** Whether the request may be carried out only once. */
  concerns({ routed, headerSignature }: RequestContext): boolean {
    const { auth } = routed.bucket.config;
    return (
      headerSignature !== undefined &&
      auth.enabled &&
      auth.sigv4?.replay_protection === 'strict' &&
      routed.operation.writes
    );
  }

  /**
   * Uses the signature of a request that this concerns.
   * @throws GatewayError AccessDenied for one that has been used; SlowDown when no more can be remembered
   */
  async use(context: RequestContext): Promise<void> {
    const { bucket, bucketName } = context.routed;
    const { auth } = bucket.config;
    if (!auth.enabled || auth.sigv4 === undefined || context.headerSignature === undefined) return;
    const name = `replay/${bucket.name}/${bucketName}/${context.headerSignature}`;
    // One second more: the bounds of the skew belong to it.
    const ttlMs = (2 * auth.sigv4.max_clock_skew_seconds + 1) * 1000;
    if (!(await this.state.claim(name, ttlMs))) {
      throw new GatewayError('AccessDenied', {
        message: 'A request with this signature has been received before. Sign the request again.',
      });
    }
    context.usedSignature = name;
  }

  /** Makes a signature usable again whose request has certainly changed nothing. Never rejects. */
  async giveBack(context: RequestContext, error: unknown): Promise<void> {
    if (context.usedSignature === undefined || !classify(error).undone) return;
    try {
      await this.state.release(context.usedSignature);
    } catch (err) {
      this.logger.warn({ err, request_id: context.requestId }, 'A signature that was not used up stays used');
    }
  }
}
