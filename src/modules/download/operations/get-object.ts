import { Injectable } from '@nestjs/common';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { getObjectIfRange } from '../if-range.js';
import { readObjectRequest } from '../read-object-request.js';

/** S3 API reference: GetObject. */
@Injectable()
export class GetObject implements S3Operation {
  readonly name = 'GetObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { status, headers, body } = await getObjectIfRange(context.routed.bucket.store, readObjectRequest(context));
    return body === undefined ? { status, headers } : { status, headers, body };
  }
}
