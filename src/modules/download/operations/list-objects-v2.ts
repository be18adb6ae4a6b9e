import { Injectable } from '@nestjs/common';
import { queryValue } from '../../../common/s3/request-target.js';
import { listObjectsV2Document } from '../../../common/s3/xml/list-documents.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { invalidArgument, listPage, listParameters } from '../list-request.js';

/** S3 API reference: ListObjectsV2. */
@Injectable()
export class ListObjectsV2 implements S3Operation {
  readonly name = 'ListObjectsV2';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { target, bucketName } = context.routed;
    const parameter = (name: string): string | undefined => queryValue(target.query, name);
    const listType = parameter('list-type') ?? '';
    if (listType !== '2') throw invalidArgument('list-type', listType, 'Invalid List Type specified in Request');
    const parameters = listParameters(context);
    const startAfter = parameter('start-after') ?? '';
    const token = parameter('continuation-token');
    if (token === '') {
      throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect');
    }
    const page = await listPage(
      context,
      parameters,
      token === undefined ? { kind: 'start-after', key: startAfter } : { kind: 'token', token },
    );
    return {
      status: 200,
      xml: listObjectsV2Document({
        ...parameters,
        ...page,
        bucket: bucketName,
        startAfter,
        continuationToken: token,
        withOwner: parameter('fetch-owner') === 'true',
      }),
    };
  }
}
