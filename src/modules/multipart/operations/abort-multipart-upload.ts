import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { addressedUpload } from '../multipart-request.js';

/** S3 API reference: AbortMultipartUpload. */
@Injectable()
export class AbortMultipartUpload implements S3Operation {
  readonly name = 'AbortMultipartUpload';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { address, uploadId } = addressedUpload(context);
    await context.routed.bucket.store.abortMultipartUpload({ address, uploadId });
    return { status: 204 };
  }
}
