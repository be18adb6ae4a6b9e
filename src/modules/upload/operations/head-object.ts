import { Injectable } from '@nestjs/common';
import { readObjectRequest } from '../../download/index.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';

/** S3 API reference: HeadObject. */
@Injectable()
export class HeadObject implements S3Operation {
  readonly name = 'HeadObject';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { status, headers } = await context.routed.bucket.store.headObject(readObjectRequest(context));
    return { status, headers };
  }
}
