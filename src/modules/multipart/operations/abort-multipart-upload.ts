import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { withAddressedUpload } from '../multipart-request.js';

/** S3 API reference: AbortMultipartUpload. */
@Injectable()
export class AbortMultipartUpload implements S3Operation {
  readonly name = 'AbortMultipartUpload';

  handle(context: RequestContext): Promise<S3Answer> {
    return withAddressedUpload(context, async ({ address, uploadId }) => {
      await context.routed.bucket.store.abortMultipartUpload({ address, uploadId });
      return { status: 204 };
    });
  }
}
