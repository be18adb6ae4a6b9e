import { Injectable } from '@nestjs/common';
import { initiateMultipartUploadDocument } from '../../../common/s3/xml/multipart-documents.js';
import { readMultipartChecksum } from '../../../common/checksums/multipart-checksum-type.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { clientUploadId } from '../multipart-request.js';

/** S3 API reference: CreateMultipartUpload. */
@Injectable()
export class CreateMultipartUpload implements S3Operation {
  readonly name = 'CreateMultipartUpload';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName, key } = context.routed;
    // For every store alike, and before one is asked.
    readMultipartChecksum(context.forwarded);
    const created = await bucket.store.createMultipartUpload({
      address: { bucket: bucketName, key },
      headers: context.forwarded,
    });
    const uploadId = clientUploadId(context, created.uploadId, key);
    return {
      status: 200,
      headers: created.headers,
      xml: initiateMultipartUploadDocument({ bucket: bucketName, key, uploadId }),
    };
  }
}
