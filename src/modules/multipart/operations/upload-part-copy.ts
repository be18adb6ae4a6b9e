import { Inject, Injectable, Optional } from '@nestjs/common';
import { copyPartDocument } from '../../../common/s3/xml/copy-documents.js';
import { RequestAuthorization } from '../../authz/index.js';
import type { RequestContext, S3Answer, S3Operation, S3Reply } from '../../runtime/index.js';
import type { CopySource } from '../../storage/index.js';
import { COMPLETE_KEEP_ALIVE, COMPLETE_KEEP_ALIVE_MS } from '../complete-keep-alive.js';
import { admitCopy, copyHeaders } from '../copy-request.js';
import { firstPartInspection } from '../first-part-inspection.js';
import { partNumber, withAddressedUpload } from '../multipart-request.js';

/** S3 API reference: UploadPartCopy. In no preset. */
@Injectable()
export class UploadPartCopy implements S3Operation {
  readonly name = 'UploadPartCopy';
  private readonly interval: number;

  constructor(
    private readonly authorization: RequestAuthorization,
    @Optional() @Inject(COMPLETE_KEEP_ALIVE) interval?: number,
  ) {
    this.interval = interval ?? COMPLETE_KEEP_ALIVE_MS;
  }

  async handle(context: RequestContext): Promise<S3Answer> {
    const number = partNumber(context);
    const facts = await withAddressedUpload(context, (upload) => Promise.resolve(upload.facts));
    const inspection = firstPartInspection(context, number, facts);
    const source = await admitCopy(context, this.authorization, { whole: false, inspection: () => inspection });
    return { outcome: copy(context, source), interval: this.interval };
  }
}

function copy(context: RequestContext, source: CopySource): Promise<S3Reply> {
  return withAddressedUpload(context, async ({ address, uploadId }) => {
    const copied = await context.routed.bucket.store.uploadPartCopy({
      ...{ address, uploadId, source },
      partNumber: partNumber(context),
      headers: copyHeaders(context),
    });
    return { status: 200, headers: copied.headers, xml: copyPartDocument(copied) };
  });
}
