export type { BucketRuntime } from './bucket-runtime.js';
export { attachContext, contextOf, RequestContext } from './request-context.js';
export type { RoutedRequest } from './request-context.js';
export { newRequestId } from './request-id.js';
export { RuntimeModule } from './runtime.module.js';
export { RuntimeService } from './runtime.service.js';
export type { RuntimeSnapshot } from './runtime-snapshot.js';
export type { StoreFactory } from './snapshot-factory.js';
export type { S3Answer, S3Operation } from './s3-operation.js';
