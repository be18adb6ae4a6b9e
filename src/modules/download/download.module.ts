import { Module } from '@nestjs/common';
import { GetObject } from './operations/get-object.js';
import { ListObjectsV2 } from './operations/list-objects-v2.js';
import { ListObjects } from './operations/list-objects.js';

export const DOWNLOAD_OPERATIONS = [GetObject, ListObjects, ListObjectsV2];

/** Reading through the gateway: on no bucket unless its `operations` name it. */
@Module({ providers: DOWNLOAD_OPERATIONS, exports: DOWNLOAD_OPERATIONS })
export class DownloadModule {}
