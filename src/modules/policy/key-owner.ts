import type { Claims } from '../../common/claims/claim-value.js';

/** Of a caller, what rules about keys may speak of. */
export interface KeyOwner {
  readonly subject: string;
  readonly claims?: Claims;
}
