export type { Authentication, Authenticator, IdentityToken, RequestHead, WebIdentity } from './authenticator.js';
export type {
  AuthorizationEngine,
  AuthorizationObserver,
  AuthorizationRequest,
  Authorizer,
  Authorizers,
  CacheResult,
  Decision,
  Obligations,
} from './authorizer.js';
export type { BucketRuntime } from './bucket-runtime.js';
export { readableCopySource } from './copy-source.js';
export { DerivedKeys } from './derived-keys.js';
export type { SessionKeys } from './derived-keys.js';
export { ANONYMOUS } from './principal.js';
export type { Principal } from './principal.js';
export { attachContext, chosenKeyHeader, contextOf, newObjectAddress, RequestContext } from './request-context.js';
export type { LocatedRequest, RoutedRequest } from './request-context.js';
export { newRequestId } from './request-id.js';
export { RuntimeModule } from './runtime.module.js';
export { RuntimeService } from './runtime.service.js';
export type { RuntimeSnapshot } from './runtime-snapshot.js';
export type { AuthenticatorFactory, AuthorizersFactory, StoreFactory } from './snapshot-factory.js';
export type { S3Answer, S3Operation, S3Reply, SlowReply, StreamedReply } from './s3-operation.js';
