export { AuthModule } from './auth.module.js';
export { AuthenticationGuard } from './authentication.guard.js';
export { ReplayGuard } from './replay/replay.guard.js';
export { ReplayProtection } from './replay/replay-protection.js';
export { FormAuthentication } from './form-authentication.js';
export { ClaimsGuard } from './claims.guard.js';
export { issueSession } from './web-identity/session-seal.js';
export type { SessionCredentials } from './web-identity/session-seal.js';
export { createAuthenticator } from './create-authenticator.js';
