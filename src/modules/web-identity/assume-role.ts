import { Injectable } from '@nestjs/common';
import { classify } from '../../common/errors/classify.js';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import { issueSession } from '../auth/index.js';
import type { SessionCredentials } from '../auth/index.js';
import { MetricCatalogue } from '../metrics/index.js';
import type { IdentityToken, RequestContext, WebIdentity } from '../runtime/index.js';
import type { AssumeRoleRequest } from './assume-role-request.js';
import { stsError } from './sts-error.js';

/** A session, and the identity that it is for. */
export interface AssumedRole {
  readonly credentials: SessionCredentials;
  readonly identity: IdentityToken;
  /** Milliseconds since 1970, whole seconds. */
  readonly expiresAt: number;
}

interface Acceptance {
  readonly bucket: WebIdentity;
  readonly identity: IdentityToken;
}

const ABOUT_THE_TOKEN = new Set(['ExpiredToken', 'InvalidToken', 'ServiceUnavailable']);

/** Exchanges an identity token for the credentials of a session. */
@Injectable()
export class AssumeRole {
  constructor(private readonly metrics: MetricCatalogue) {}

  /**
   * The token has to hold for one bucket of the role at least. The session then counts for those that have accepted
   * it, until the earliest of: end of the token, `max_session`, what was asked for.
   * @throws GatewayError AccessDenied, InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError,
   *   PackedPolicyTooLarge
   */
  async assume(context: RequestContext, { role, token, duration }: AssumeRoleRequest): Promise<AssumedRole> {
    let result: 'accepted' | 'refused' = 'refused';
    try {
      const now = Date.now();
      const [first, ...others] = await accepting(bucketsOf(context, role), token, now);
      const { identity } = first;
      context.principal = { method: 'jwt', ...identity };
      const accepted = [first, ...others].map(({ bucket }) => bucket);
      const end = Math.min(identity.expiresAt, now + duration, ...accepted.map(({ maxSession }) => now + maxSession));
      const expiresAt = Math.floor(end / 1000) * 1000;
      if (expiresAt <= now) throw expired();
      const { subject, claims } = identity;
      const trusts = [...new Set(accepted.map(({ trust }) => trust))];
      const credentials = issueSession(context.snapshot.keys.sessions, { role, trusts, subject, claims, expiresAt });
      if (credentials === undefined) {
        throw stsError('PackedPolicyTooLarge', 'The claims of the token are too large for a session token.');
      }
      result = 'accepted';
      return { credentials, identity, expiresAt };
    } finally {
      this.metrics.authAttempts.inc({ method: 'jwt', result });
    }
  }
}

/** @throws GatewayError AccessDenied for a role that no bucket has */
function bucketsOf({ snapshot }: RequestContext, role: string): readonly WebIdentity[] {
  const found = snapshot.buckets
    .map(({ authenticator }) => authenticator?.webIdentity)
    .filter((bucket) => bucket?.roles.has(role) === true)
    .filter((bucket) => bucket !== undefined);
  if (found.length > 0) return found;
  throw stsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
}

/** Asks all of them, so that a key set that cannot be reached delays but hides nothing. */
async function accepting(
  buckets: readonly WebIdentity[],
  token: string,
  now: number,
): Promise<readonly [Acceptance, ...Acceptance[]]> {
  const accepted: Acceptance[] = [];
  const problems: GatewayError[] = [];
  await Promise.all(
    buckets.map(async (bucket) => {
      try {
        accepted.push({ bucket, identity: await bucket.verify(token, now) });
      } catch (error) {
        problems.push(classify(error));
      }
    }),
  );
  const foreign = problems.find(({ code }) => !ABOUT_THE_TOKEN.has(code));
  if (foreign !== undefined) throw foreign;
  const [first, ...others] = accepted;
  if (first !== undefined) return [first, ...others];
  const codes = new Set(problems.map(({ code }) => code));
  if (codes.has('ServiceUnavailable')) {
    throw stsError('IDPCommunicationError', 'The identity provider cannot be asked for its keys. Please try again.');
  }
  if (codes.has('ExpiredToken')) throw expired();
  throw stsError('InvalidIdentityToken', 'The web identity token is not valid here.');
}

function expired(): Error {
  return stsError('ExpiredTokenException', 'The web identity token has expired.');
}
