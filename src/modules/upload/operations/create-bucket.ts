import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/**
 * S3 API reference: CreateBucket. Buckets are the operator's, so this is never forwarded; rclone asks it before an
 * upload with its defaults and is content with 409.
 */
@Injectable()
export class CreateBucket implements S3Operation {
  readonly name = 'CreateBucket';

  handle(context: RequestContext): Promise<S3Answer> {
    return Promise.reject(
      new GatewayError('BucketAlreadyOwnedByYou', { details: { BucketName: context.routed.bucketName } }),
    );
  }
}
