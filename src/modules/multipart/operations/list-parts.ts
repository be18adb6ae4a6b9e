import { Injectable } from '@nestjs/common';
import { count, pageSize } from '../../../common/s3/query-numbers.js';
import { listPartsDocument } from '../../../common/s3/xml/multipart-documents.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { withAddressedUpload } from '../multipart-request.js';

/** S3 API reference: ListParts. */
@Injectable()
export class ListParts implements S3Operation {
  readonly name = 'ListParts';

  handle(context: RequestContext): Promise<S3Answer> {
    return withAddressedUpload(context, async ({ address, uploadId, clientUploadId }) => {
      const maxParts = pageSize(context.routed.target.query, 'max-parts');
      const partNumberMarker = count(context.routed.target.query, 'part-number-marker', 0);
      const page = await context.routed.bucket.store.listParts({
        address,
        uploadId,
        partNumberMarker,
        // The store is asked even for an empty page: it knows whether the upload exists.
        maxParts: Math.max(maxParts, 1),
        headers: context.forwarded,
      });
      const empty = maxParts === 0;
      return {
        status: 200,
        xml: listPartsDocument({
          bucket: address.bucket,
          key: address.key,
          uploadId: clientUploadId,
          storageClass: page.storageClass,
          partNumberMarker,
          nextPartNumberMarker: empty ? partNumberMarker : page.nextPartNumberMarker,
          maxParts,
          isTruncated: empty ? false : page.isTruncated,
          checksumAlgorithm: page.checksumAlgorithm,
          checksumType: page.checksumType,
          parts: empty ? [] : page.parts,
        }),
      };
    });
  }
}
