import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/** S3 API reference: HeadBucket. */
@Injectable()
export class HeadBucket implements S3Operation {
  readonly name = 'HeadBucket';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName } = context.routed;
    await bucket.store.headBucket(bucketName);
    return { status: 200, headers: [['x-amz-bucket-region', bucket.config.s3?.region ?? 'us-east-1']] };
  }
}
