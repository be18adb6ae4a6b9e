import { completeJwt } from './complete-jwt.js';
import type { AuthConfig, Sigv4Config, Sigv4Credential } from './gateway-config.js';
import { sigv4Schema } from './schema/auth-schema.js';
import type { ParsedAuth } from './schema/auth-schema.js';

type ParsedSigv4 = NonNullable<ParsedAuth['sigv4']>;
type ParsedCredential = NonNullable<ParsedSigv4['credentials']>[number];

/**
 * Fills in what a checked `auth` leaves out: one spelling of the credentials and of the keys, and subjects.
 * @param fileCredentials what its `credentials_file` holds
 */
export function completeAuth(
  { enabled, sigv4, jwt, web_identity }: ParsedAuth,
  fileCredentials: readonly Sigv4Credential[] | undefined,
): AuthConfig {
  if (!enabled) return { enabled };
  if (sigv4 === undefined && jwt === undefined) {
    throw new Error('auth has nothing to check: checkAuth must have refused it');
  }
  // Sessions are signed with, and so need the rules of signatures also where nobody has a pair.
  const signatures = sigv4 ?? (web_identity && sigv4Schema.parse({}));
  return {
    enabled,
    ...(signatures !== undefined && { sigv4: completeSigv4(signatures, fileCredentials) }),
    ...(jwt !== undefined && { jwt: completeJwt(jwt) }),
    ...(web_identity !== undefined && { web_identity }),
  };
}

function completeSigv4(sigv4: ParsedSigv4, fileCredentials: readonly Sigv4Credential[] | undefined): Sigv4Config {
  const { region, service, max_clock_skew_seconds, replay_protection, credentials_file: path } = sigv4;
  const credentials = (sigv4.credentials ?? onlyPair(sigv4)).map(completeCredential);
  const common = { region, service, max_clock_skew_seconds, replay_protection, credentials };
  if (path === undefined) return common;
  if (fileCredentials === undefined) throw new Error('credentials_file was not read: its check must have refused it');
  return { ...common, credentials_file: { path, credentials: fileCredentials } };
}

/** None where all pairs are in a file, or where all keys are those of sessions. */
function onlyPair({ access_key, secret_key, session_token, subject }: ParsedSigv4): ParsedCredential[] {
  if (access_key === undefined || secret_key === undefined) return [];
  return [
    {
      access_key,
      secret_key,
      ...(session_token !== undefined && { session_token }),
      ...(subject !== undefined && { subject }),
    },
  ];
}

export function completeCredential({ session_token, subject, ...rest }: ParsedCredential): Sigv4Credential {
  const token = session_token === undefined || session_token === '' ? {} : { session_token };
  return { ...rest, ...token, subject: subject ?? rest.access_key };
}
