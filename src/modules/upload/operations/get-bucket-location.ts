import { Injectable } from '@nestjs/common';
import { bucketLocationDocument } from '../../../common/s3/xml/multipart-documents.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/** S3 API reference: GetBucketLocation. */
@Injectable()
export class GetBucketLocation implements S3Operation {
  readonly name = 'GetBucketLocation';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName } = context.routed;
    return { status: 200, xml: bucketLocationDocument(await bucket.store.bucketLocation(bucketName)) };
  }
}
