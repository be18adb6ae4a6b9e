import { Module } from '@nestjs/common';
import { AuthzModule } from '../authz/index.js';
import { AbortMultipartUpload } from './operations/abort-multipart-upload.js';
import { CompleteMultipartUpload } from './operations/complete-multipart-upload.js';
import { CreateMultipartUpload } from './operations/create-multipart-upload.js';
import { ListMultipartUploads } from './operations/list-multipart-uploads.js';
import { ListParts } from './operations/list-parts.js';
import { UploadPartCopy } from './operations/upload-part-copy.js';
import { UploadPart } from './operations/upload-part.js';

export const MULTIPART_OPERATIONS = [
  CreateMultipartUpload,
  UploadPart,
  UploadPartCopy,
  CompleteMultipartUpload,
  AbortMultipartUpload,
  ListParts,
  ListMultipartUploads,
];

/** Multipart uploads as clients drive them. */
@Module({ imports: [AuthzModule], providers: MULTIPART_OPERATIONS, exports: MULTIPART_OPERATIONS })
export class MultipartModule {}
