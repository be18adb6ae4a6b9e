export { AuthzModule } from './authz.module.js';
export { createAuthorizers } from './create-authorizers.js';
export { OpaGuard } from './opa/opa.guard.js';
export { OpenFgaGuard } from './openfga/openfga.guard.js';
export { RequestAuthorization } from './request-authorization.js';
export type { AuthorizationTarget } from './request-authorization.js';
