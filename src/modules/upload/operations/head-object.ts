import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/** S3 API reference: HeadObject. */
@Injectable()
export class HeadObject implements S3Operation {
  readonly name = 'HeadObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName, key } = context.routed;
    const head = await bucket.store.headObject({ address: { bucket: bucketName, key }, headers: context.forwarded });
    return { status: head.status, headers: head.headers };
  }
}
