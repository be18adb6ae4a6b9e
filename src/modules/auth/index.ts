export { AuthModule } from './auth.module.js';
export { AuthenticationGuard } from './authentication.guard.js';
export { createAuthenticator } from './create-authenticator.js';
