import { Inject, Injectable, Optional } from '@nestjs/common';
import { copyPartDocument } from '../../../common/s3/xml/copy-documents.js';
import { RequestAuthorization } from '../../authz/index.js';
import { readableCopySource } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation, S3Reply } from '../../runtime/index.js';
import type { CopySource } from '../../storage/index.js';
import { COMPLETE_KEEP_ALIVE, COMPLETE_KEEP_ALIVE_MS } from '../complete-keep-alive.js';
import { copyHeaders, refuseLargeCopy } from '../copy-request.js';
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
    const source = await withAddressedUpload(context, () => {
      partNumber(context);
      return Promise.resolve(readableCopySource(context));
    });
    await this.authorization.authorizeSource(context, {
      bucket: context.routed.bucket,
      bucketName: source.address.bucket,
      key: source.address.key,
    });
    await refuseLargeCopy(context, source);
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
