import { Injectable } from '@nestjs/common';
import { MAX_COMPLETE_DOCUMENT_BYTES } from '../../../common/s3/limits.js';
import { completeMultipartUploadDocument } from '../../../common/s3/xml/multipart-documents.js';
import { parseCompleteMultipartUpload } from '../../../common/s3/xml/parse-complete-multipart-upload.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { addressedUpload } from '../multipart-request.js';
import { readDocument } from '../read-document.js';

/** S3 API reference: CompleteMultipartUpload. */
@Injectable()
export class CompleteMultipartUpload implements S3Operation {
  readonly name = 'CompleteMultipartUpload';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { address, uploadId } = addressedUpload(context);
    const parts = parseCompleteMultipartUpload(await readDocument(context, MAX_COMPLETE_DOCUMENT_BYTES));
    const completed = await context.routed.bucket.store.completeMultipartUpload({
      address,
      uploadId,
      parts,
      headers: context.forwarded,
    });
    const { rawPath } = context.routed.target;
    return {
      status: 200,
      headers: completed.headers,
      xml: completeMultipartUploadDocument({
        location: `http://${context.headers.get('host') ?? ''}${rawPath}`,
        bucket: address.bucket,
        key: address.key,
        etag: completed.etag,
        checksums: completed.checksums,
        checksumType: completed.checksumType,
      }),
    };
  }
}
