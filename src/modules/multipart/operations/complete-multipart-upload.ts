import { Inject, Injectable, Optional } from '@nestjs/common';
import { MAX_COMPLETE_DOCUMENT_BYTES } from '../../../common/s3/limits.js';
import { encodeUriPath } from '../../../common/sigv4/uri-encoding.js';
import { completeMultipartUploadDocument } from '../../../common/s3/xml/multipart-documents.js';
import { parseCompleteMultipartUpload } from '../../../common/s3/xml/parse-complete-multipart-upload.js';
import type { ListedPartReference } from '../../../common/s3/xml/parse-complete-multipart-upload.js';
import { chosenKeyHeader } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation, S3Reply } from '../../runtime/index.js';
import { receiveDocument } from '../../upload-body/index.js';
import { COMPLETE_KEEP_ALIVE, COMPLETE_KEEP_ALIVE_MS } from '../complete-keep-alive.js';
import { completeOnce } from '../complete-once.js';
import { checkAssembledObject } from '../check-assembled-object.js';
import { withAddressedUpload } from '../multipart-request.js';

/** S3 API reference: CompleteMultipartUpload. A backend may copy every part first, so the reply may be slow. */
@Injectable()
export class CompleteMultipartUpload implements S3Operation {
  readonly name = 'CompleteMultipartUpload';
  private readonly interval: number;

  constructor(@Optional() @Inject(COMPLETE_KEEP_ALIVE) interval?: number) {
    this.interval = interval ?? COMPLETE_KEEP_ALIVE_MS;
  }

  async handle(context: RequestContext): Promise<S3Answer> {
    const rules = { maxBytes: MAX_COMPLETE_DOCUMENT_BYTES, checksumOf: 'object' } as const;
    const parts = await withAddressedUpload(context, async () =>
      parseCompleteMultipartUpload(await receiveDocument(context, rules)),
    );
    return { outcome: complete(context, parts), interval: this.interval };
  }
}

function complete(context: RequestContext, parts: readonly ListedPartReference[]): Promise<S3Reply> {
  return withAddressedUpload(context, async (upload) => {
    const { address, uploadId } = upload;
    const { bucket, target, key } = context.routed;
    await checkAssembledObject(context, upload, parts);
    const { scheme, host = '', prefix } = context.client;
    const completed = await completeOnce(bucket.store, { address, uploadId, parts, headers: context.forwarded });
    return {
      status: 200,
      headers: [...completed.headers, ...chosenKeyHeader(context)],
      xml: completeMultipartUploadDocument({
        location: `${scheme}://${host}${prefix}${address.key === key ? target.rawPath : withKey(context, address.key)}`,
        bucket: address.bucket,
        key: address.key,
        etag: completed.etag,
        checksums: completed.checksums,
        checksumType: completed.checksumType,
      }),
    };
  });
}

/** Path of an object under another key than the one that was asked for. */
function withKey({ routed }: RequestContext, key: string): string {
  const { target, rawKey } = routed;
  return target.rawPath.slice(0, target.rawPath.length - rawKey.length) + encodeUriPath(key);
}
