export { LoopbackHostGuard } from './loopback-host.guard.js';
export { S3ExceptionFilter } from './s3-exception.filter.js';
export { UploadModule } from './upload.module.js';
