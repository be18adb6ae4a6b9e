import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { receiveBody } from '../../upload-body/index.js';
import { firstPartInspection } from '../first-part-inspection.js';
import { partNumber, withAddressedUpload } from '../multipart-request.js';

/** S3 API reference: UploadPart. */
@Injectable()
export class UploadPart implements S3Operation {
  readonly name = 'UploadPart';

  handle(context: RequestContext): Promise<S3Answer> {
    return withAddressedUpload(context, async ({ address, uploadId, facts }) => {
      const number = partNumber(context);
      const body = receiveBody(context, firstPartInspection(context, number, facts));
      const result = await context.routed.bucket.store.uploadPart({
        address,
        uploadId,
        partNumber: number,
        headers: context.forwarded,
        body,
      });
      return { status: 200, headers: [['etag', result.etag], ...result.headers] };
    });
  }
}
