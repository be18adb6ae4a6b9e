import { Injectable } from '@nestjs/common';
import { MAX_TAGGING_DOCUMENT_BYTES } from '../../../common/s3/limits.js';
import { queryValue } from '../../../common/s3/request-target.js';
import { parseTagging } from '../../../common/s3/xml/parse-tagging.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { receiveDocument } from '../../upload-body/index.js';

/** Headers that speak of the document, which is read and checked here and written anew by a store. */
const ABOUT_THE_DOCUMENT = /^(content-md5|x-amz-checksum-.*)$/;

/** S3 API reference: PutObjectTagging. In no preset. */
@Injectable()
export class PutObjectTagging implements S3Operation {
  readonly name = 'PutObjectTagging';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { target, bucket, bucketName, key } = context.routed;
    const versionId = queryValue(target.query, 'versionId');
    const rules = { maxBytes: MAX_TAGGING_DOCUMENT_BYTES, checksumOf: 'document' } as const;
    const tags = parseTagging(await receiveDocument(context, rules));
    const { headers } = await bucket.store.putObjectTagging({
      address: { bucket: bucketName, key },
      tags,
      headers: new Map([...context.forwarded].filter(([name]) => !ABOUT_THE_DOCUMENT.test(name))),
      ...(versionId !== undefined && { versionId }),
    });
    return { status: 200, headers };
  }
}
