import { Injectable } from '@nestjs/common';
import { isGatewayError } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { pageSize } from '../../../common/s3/query-numbers.js';
import { queryValue } from '../../../common/s3/request-target.js';
import { listMultipartUploadsDocument } from '../../../common/s3/xml/multipart-documents.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { clientUploadId, storeUploadId } from '../multipart-request.js';

/**
 * S3 API reference: ListMultipartUploads. The ids it answers are made for the caller, who may then continue or abort
 * these uploads: that is why no preset contains it.
 */
@Injectable()
export class ListMultipartUploads implements S3Operation {
  readonly name = 'ListMultipartUploads';

  async handle(context: RequestContext): Promise<S3Answer> {
    const { target, bucket, bucketName } = context.routed;
    const parameter = (name: string): string => queryValue(target.query, name) ?? '';
    const maxUploads = pageSize(context.routed.target.query, 'max-uploads');
    const request = {
      bucket: bucketName,
      prefix: parameter('prefix'),
      delimiter: parameter('delimiter'),
      keyMarker: parameter('key-marker'),
    };
    const uploadIdMarker = parameter('upload-id-marker');
    const page = await bucket.store.listMultipartUploads({
      ...request,
      uploadIdMarker: markerOfStore(context, request.keyMarker, uploadIdMarker),
      maxUploads: Math.max(maxUploads, 1),
    });
    const empty = maxUploads === 0;
    const ownId = (key: string, id: string): string => (id === '' ? '' : clientUploadId(context, id, key));
    return {
      status: 200,
      xml: listMultipartUploadsDocument({
        ...request,
        uploadIdMarker,
        nextKeyMarker: page.nextKeyMarker,
        nextUploadIdMarker: ownId(page.nextKeyMarker, page.nextUploadIdMarker),
        maxUploads,
        isTruncated: empty ? false : page.isTruncated,
        urlEncoded: parameter('encoding-type') === 'url',
        uploads: empty
          ? []
          : page.uploads.map((upload) => ({ ...upload, uploadId: ownId(upload.key, upload.uploadId) })),
        commonPrefixes: empty ? [] : page.commonPrefixes,
      }),
    };
  }
}

/** Without a key marker S3 ignores the upload id marker. @throws GatewayError InvalidArgument */
function markerOfStore(context: RequestContext, keyMarker: string, uploadIdMarker: string): string {
  if (keyMarker === '' || uploadIdMarker === '') return '';
  try {
    return storeUploadId(context, uploadIdMarker, keyMarker);
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    throw new GatewayError('InvalidArgument', {
      message: 'Invalid uploadId marker',
      details: { ArgumentName: 'upload-id-marker', ArgumentValue: uploadIdMarker },
    });
  }
}
