import { Inject, Injectable, Optional } from '@nestjs/common';
import { copyObjectDocument } from '../../../common/s3/xml/copy-documents.js';
import { COMPLETE_KEEP_ALIVE, COMPLETE_KEEP_ALIVE_MS, admitCopy, copyHeaders } from '../../multipart/index.js';
import { RequestAuthorization } from '../../authz/index.js';
import { chosenKeyHeader, newObjectAddress } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation, S3Reply } from '../../runtime/index.js';
import type { CopySource } from '../../storage/index.js';

/** S3 API reference: CopyObject. In no preset. A store may copy everything first, so the reply may be slow. */
@Injectable()
export class CopyObject implements S3Operation {
  readonly name = 'CopyObject';
  private readonly interval: number;

  constructor(
    private readonly authorization: RequestAuthorization,
    @Optional() @Inject(COMPLETE_KEEP_ALIVE) interval?: number,
  ) {
    this.interval = interval ?? COMPLETE_KEEP_ALIVE_MS;
  }

  async handle(context: RequestContext): Promise<S3Answer> {
    const { policy } = context.routed.bucket;
    const source = await admitCopy(context, this.authorization, {
      whole: true,
      inspection: (type) => policy.inspection(type),
    });
    return { outcome: copy(context, source), interval: this.interval };
  }
}

async function copy(context: RequestContext, source: CopySource): Promise<S3Reply> {
  const address = newObjectAddress(context);
  const copied = await context.routed.bucket.store.copyObject({ address, source, headers: copyHeaders(context) });
  return { status: 200, headers: [...copied.headers, ...chosenKeyHeader(context)], xml: copyObjectDocument(copied) };
}
