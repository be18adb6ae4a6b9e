import { Injectable } from '@nestjs/common';
import { initiateMultipartUploadDocument } from '../../../common/s3/xml/multipart-documents.js';
import { readMultipartChecksum } from '../../../common/checksums/multipart-checksum-type.js';
import { chosenKeyHeader, newObjectAddress } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { clientUploadId } from '../multipart-request.js';

/** Type and subtype have at most 127 characters each (RFC 6838 section 4.2); parameters do not matter here. */
const MOST_TYPE_CHARACTERS = 256;

/** S3 API reference: CreateMultipartUpload. */
@Injectable()
export class CreateMultipartUpload implements S3Operation {
  readonly name = 'CreateMultipartUpload';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { bucket, bucketName, key } = context.routed;
    const { chosenKey, forwarded } = context;
    // For every store alike, and before one is asked.
    readMultipartChecksum(forwarded);
    const created = await bucket.store.createMultipartUpload({
      address: newObjectAddress(context),
      headers: forwarded,
    });
    const contentType = bucket.policy.sniffs ? (forwarded.get('content-type') ?? '') : undefined;
    const uploadId = clientUploadId(context, created.uploadId, key, {
      ...(chosenKey !== undefined && { key: chosenKey }),
      ...(contentType !== undefined && { contentType: contentType.slice(0, MOST_TYPE_CHARACTERS) }),
    });
    return {
      status: 200,
      headers: [...created.headers, ...chosenKeyHeader(context)],
      xml: initiateMultipartUploadDocument({ bucket: bucketName, key, uploadId }),
    };
  }
}
