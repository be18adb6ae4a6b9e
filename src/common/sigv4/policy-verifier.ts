import { GatewayError } from '../errors/gateway-error.js';
import { AccessKeys } from './access-keys.js';
import type { AccessKey } from './access-keys.js';
import { readAmzDate } from './amz-date.js';
import { signatureVersionNotSupported } from './auth-mechanism.js';
import { readCredential, scopeProblem } from './credential.js';
import type { Credential } from './credential.js';
import type { VerifierOptions } from './request-verifier.js';
import { sameText } from './same-text.js';
import { checkSessionToken } from './session-token.js';
import { policySignatureMismatch } from './signature-mismatch.js';
import { deriveSigningKey, SigningKey } from './signing-key.js';
import { ALGORITHM } from './string-to-sign.js';

/** Fields of a form by lower-case name. */
export type SignedFields = ReadonlyMap<string, string>;

/** A signing key, and so what was signed with it, counts for a week. Milliseconds. */
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;
/** S3 asks for all of them as soon as one is there. */
const REQUIRED = ['policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'];
/** The signature is made over bytes of latin1, in which other characters would look like some of these. */
const PRINTABLE = /^[ -~]*$/;
const VERSION_2 = ['awsaccesskeyid', 'signature'];

/** Verifies the signature of a POST policy ("Authenticating Requests in Browser-Based Uploads", S3 API reference). */
export class PolicyVerifier {
  readonly #keys: AccessKeys;

  constructor(
    private readonly options: VerifierOptions,
    keys: readonly AccessKey[],
  ) {
    this.#keys = new AccessKeys(keys, options.issued);
  }

  /**
   * Forms are few, so that their signing keys are not kept.
   * @param now milliseconds since 1970
   * @throws GatewayError AccessDenied for a form without policy, and the code that S3 has for what else is wrong
   */
  verify(fields: SignedFields, now: number): AccessKey {
    if (VERSION_2.some((name) => fields.has(name))) throw signatureVersionNotSupported();
    if (!REQUIRED.some((name) => fields.has(name))) throw new GatewayError('AccessDenied');
    const policy = required(fields, 'policy');
    const algorithm = required(fields, 'x-amz-algorithm');
    const credentialText = required(fields, 'x-amz-credential');
    const date = required(fields, 'x-amz-date');
    const signature = required(fields, 'x-amz-signature');
    if (algorithm !== ALGORITHM) {
      throw invalidField('X-Amz-Algorithm', algorithm, `Only ${ALGORITHM} is supported`);
    }
    const credential = this.#readCredential(credentialText, this.#checkDate(date, now));
    const sessionToken = fields.get('x-amz-security-token');
    const key = this.#keys.find(credential.accessKeyId, sessionToken, now);
    const signingKey = new SigningKey(deriveSigningKey(key.secretAccessKey, credential.scope));
    if (!PRINTABLE.test(policy) || !sameText(signingKey.sign(policy), signature)) {
      throw policySignatureMismatch(key.accessKeyId, policy, signature);
    }
    // After the signature: nobody without the secret learns whether a token is right.
    checkSessionToken(key.sessionToken, sessionToken);
    return key;
  }

  /** @returns the day, `YYYYMMDD` */
  #checkDate(text: string, now: number): string {
    const date = readAmzDate(text);
    if (date === undefined) {
      // The spelling is that of S3.
      throw invalidField('X-Amz-Date', text, 'X-Amz-Date must be formated via ISO8601 Long format');
    }
    if (now - date.at > MAX_AGE_MS) {
      throw new GatewayError('AccessDenied', { message: 'Invalid according to Policy: Policy expired.' });
    }
    if (date.at - now > this.options.maxSkewMs) {
      throw new GatewayError('AccessDenied', { message: 'Request is not valid yet' });
    }
    return date.timestamp.slice(0, 8);
  }

  #readCredential(text: string, day: string): Credential {
    const credential = readCredential(text);
    const found =
      credential === undefined
        ? {
            problem: 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
          }
        : scopeProblem(credential, this.options, day);
    if (credential !== undefined && found === undefined) return credential;
    throw invalidField('x-amz-credential', text, found?.problem ?? '');
  }
}

function required(fields: SignedFields, name: string): string {
  const value = fields.get(name);
  if (value !== undefined) return value;
  throw invalidField(
    name,
    '',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
  );
}

function invalidField(name: string, value: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } });
}
