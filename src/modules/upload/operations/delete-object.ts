import { Injectable } from '@nestjs/common';
import { queryValue } from '../../../common/s3/request-target.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/** S3 API reference: DeleteObject. In no preset: who may upload may not therefore delete. */
@Injectable()
export class DeleteObject implements S3Operation {
  readonly name = 'DeleteObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { target, bucket, bucketName, key } = context.routed;
    const versionId = queryValue(target.query, 'versionId');
    const { headers } = await bucket.store.deleteObject({
      address: { bucket: bucketName, key },
      headers: context.forwarded,
      ...(versionId !== undefined && { versionId }),
    });
    return { status: 204, headers };
  }
}
