import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule } from '../auth/index.js';
import { DOWNLOAD_OPERATIONS, DownloadModule } from '../download/index.js';
import { AuthzModule } from '../authz/index.js';
import { MULTIPART_OPERATIONS, MultipartModule } from '../multipart/index.js';
import type { S3Operation } from '../runtime/index.js';
import { SpoolModule } from '../spool/index.js';
import { OperationRegistry } from './operation-registry.js';
import { CopyObject } from './operations/copy-object.js';
import { CreateBucket } from './operations/create-bucket.js';
import { DeleteObject } from './operations/delete-object.js';
import { GetBucketLocation } from './operations/get-bucket-location.js';
import { HeadBucket } from './operations/head-bucket.js';
import { HeadObject } from './operations/head-object.js';
import { PostObject } from './operations/post-object.js';
import { PutObject } from './operations/put-object.js';
import { PreflightController } from './preflight.controller.js';
import { PutObjectTagging } from './operations/put-object-tagging.js';
import { S3Controller } from './s3.controller.js';
import { S3ExceptionFilter } from './s3-exception.filter.js';

const UPLOAD_OPERATIONS = [
  PutObject,
  PostObject,
  HeadObject,
  HeadBucket,
  GetBucketLocation,
  CreateBucket,
  DeleteObject,
  PutObjectTagging,
  CopyObject,
];

/** The S3 face of the gateway: its controllers, their guards, the error filter, and the simple operations. */
@Module({
  imports: [AuthModule, AuthzModule, DownloadModule, MultipartModule, SpoolModule],
  controllers: [PreflightController, S3Controller],
  providers: [
    ...UPLOAD_OPERATIONS,
    S3ExceptionFilter,
    { provide: APP_FILTER, useExisting: S3ExceptionFilter },
    {
      provide: OperationRegistry,
      useFactory: (...operations: S3Operation[]) => new OperationRegistry(operations),
      inject: [...UPLOAD_OPERATIONS, ...MULTIPART_OPERATIONS, ...DOWNLOAD_OPERATIONS],
    },
  ],
  exports: [S3ExceptionFilter],
})
export class UploadModule {}
