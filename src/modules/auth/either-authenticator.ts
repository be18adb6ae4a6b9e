import type { GatewayError } from '../../common/errors/gateway-error.js';
import { carriesSignature } from '../../common/sigv4/auth-mechanism.js';
import type { SignedFields } from '../../common/sigv4/policy-verifier.js';
import type { Authentication, Authenticator, Principal, RequestHead, WebIdentity } from '../runtime/index.js';

/** Tokens and signatures for one bucket: what a request carries decides which of the two it is judged by. */
export class EitherAuthenticator implements Authenticator {
  readonly queryParameters: ReadonlySet<string>;

  constructor(
    private readonly tokens: Authenticator,
    private readonly signatures: Authenticator,
    readonly webIdentity?: WebIdentity | undefined,
  ) {
    this.queryParameters = tokens.queryParameters;
  }

  methodOf(head: RequestHead): Principal['method'] {
    const method = this.tokens.methodOf(head);
    if (method !== 'none') return method;
    // An Authorization header of another scheme is no signature: its sender is told which schemes there are.
    return carriesSignature(head.target.query, head.headers) ? this.signatures.methodOf(head) : 'none';
  }

  authenticate(head: RequestHead): Authentication | Promise<Authentication> {
    const chosen = this.tokens.methodOf(head) === 'none' ? this.signatures : this.tokens;
    return chosen.authenticate(head);
  }

  authenticateForm(fields: SignedFields): Principal {
    return this.signatures.authenticateForm(fields);
  }

  earliestExpiry(): number | undefined {
    return this.signatures.earliestExpiry();
  }

  noCredential(): GatewayError {
    return this.tokens.noCredential();
  }

  async close(): Promise<void> {
    await Promise.all([this.tokens.close(), this.signatures.close()]);
  }
}
