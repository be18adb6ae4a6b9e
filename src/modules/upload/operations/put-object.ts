import { Injectable } from '@nestjs/common';
import { chosenKeyHeader, newObjectAddress } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { receiveBody } from '../../upload-body/index.js';

/** S3 API reference: PutObject. */
@Injectable()
export class PutObject implements S3Operation {
  readonly name = 'PutObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket } = context.routed;
    const body = receiveBody(context, bucket.policy.inspection(context.forwarded.get('content-type')));
    bucket.policy.checkSize(body.length, context.sizeLimit);
    const result = await bucket.store.putObject({
      address: newObjectAddress(context),
      headers: context.forwarded,
      body,
    });
    return { status: 200, headers: [['etag', result.etag], ...result.headers, ...chosenKeyHeader(context)] };
  }
}
