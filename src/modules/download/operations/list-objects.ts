import { Injectable } from '@nestjs/common';
import { queryValue } from '../../../common/s3/request-target.js';
import { listObjectsDocument } from '../../../common/s3/xml/list-documents.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { listPage, listParameters } from '../list-request.js';

/** S3 API reference: ListObjects, the first version. */
@Injectable()
export class ListObjects implements S3Operation {
  readonly name = 'ListObjects';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { target, bucketName } = context.routed;
    const parameters = listParameters(context);
    const marker = queryValue(target.query, 'marker') ?? '';
    const page = await listPage(context, parameters, { kind: 'marker', key: marker });
    return {
      status: 200,
      xml: listObjectsDocument({ ...parameters, ...page, bucket: bucketName, marker }),
    };
  }
}
