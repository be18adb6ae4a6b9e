import type { AuthConfig, Sigv4Credential } from './gateway-config.js';
import type { ParsedAuth } from './schema/auth-schema.js';

type ParsedSigv4 = NonNullable<ParsedAuth['sigv4']>;
type ParsedCredential = NonNullable<ParsedSigv4['credentials']>[number];

/** Fills in what a checked `auth` leaves out: one spelling of the credentials, and their subjects. */
export function completeAuth({ enabled, sigv4 }: ParsedAuth): AuthConfig {
  if (!enabled) return { enabled };
  if (sigv4 === undefined) throw new Error('auth has nothing to check: checkAuth must have refused it');
  const { region, service, max_clock_skew_seconds } = sigv4;
  const credentials = (sigv4.credentials ?? [onlyPair(sigv4)]).map(completeCredential);
  return { enabled, sigv4: { region, service, max_clock_skew_seconds, credentials } };
}

function onlyPair({ access_key, secret_key, session_token, subject }: ParsedSigv4): ParsedCredential {
  if (access_key === undefined || secret_key === undefined) {
    throw new Error('auth.sigv4 has no credentials: checkAuth must have refused it');
  }
  return {
    access_key,
    secret_key,
    ...(session_token !== undefined && { session_token }),
    ...(subject !== undefined && { subject }),
  };
}

function completeCredential({ session_token, subject, ...rest }: ParsedCredential): Sigv4Credential {
  const token = session_token === undefined || session_token === '' ? {} : { session_token };
  return { ...rest, ...token, subject: subject ?? rest.access_key };
}
