import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { receiveBody } from '../../upload-body/index.js';

/** S3 API reference: PutObject. */
@Injectable()
export class PutObject implements S3Operation {
  readonly name = 'PutObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName, key } = context.routed;
    const result = await bucket.store.putObject({
      address: { bucket: bucketName, key },
      headers: context.forwarded,
      body: receiveBody(context),
    });
    return { status: 200, headers: [['etag', result.etag], ...result.headers] };
  }
}
