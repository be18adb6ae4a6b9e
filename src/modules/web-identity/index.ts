export { asksForSession, SESSION_ROUTE } from './asks-for-session.js';
export { WebIdentityModule } from './web-identity.module.js';
