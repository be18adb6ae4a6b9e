import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Claims } from '../../../common/claims/claim-value.js';
import type { SessionKeys } from '../../runtime/index.js';
import { frozenClaims } from '../jwt/claims.js';

/** What a session token says, to the gateway alone. */
export interface Session {
  readonly role: string;
  /** What accepted the identity token; see WebIdentity. */
  readonly trusts: readonly string[];
  readonly subject: string;
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a caller signs with during a session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Tells the keys of sessions from those of a configuration. Twenty characters in all, as AWS has them. */
const PREFIX = 'MZWI';
const ACCESS_KEY_ID = /^MZWI[A-Z2-7]{16}$/;
const RANDOM_CHARACTERS = 16;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** It stands in a header, or in the URL of a presigned request, and both have 16 KiB with everything else. */
const MOST_TOKEN_CHARACTERS = 8192;

const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

export function isSessionKey(accessKeyId: string): boolean {
  return ACCESS_KEY_ID.test(accessKeyId);
}

/**
 * Makes the credentials of a session, which any instance with the same secret can verify without state. The session
 * token is base64url(version 1 | nonce 12 | ciphertext | tag 16) by AES-256-GCM; version and access key id are
 * authenticated with it, so that neither can be exchanged.
 * @param keys the first issues
 * @returns undefined for claims that a token has no room for
 */
export function issueSession(keys: readonly SessionKeys[], session: Session): SessionCredentials | undefined {
  const [first] = keys;
  if (first === undefined) throw new Error('There is no key to issue sessions with');
  const accessKeyId = PREFIX + Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => BASE32.charAt(byte & 31)).join('');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, sealingKey(first, accessKeyId), nonce);
  cipher.setAAD(associatedData(accessKeyId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
  const token = Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  if (token.length > MOST_TOKEN_CHARACTERS) return undefined;
  return { accessKeyId, secretAccessKey: secretOf(first, accessKeyId), sessionToken: token };
}

/**
 * What a session token says, and the secret of the access key that it came with.
 * @returns undefined for one that no key has made, or that was made for another access key
 */
export function openSession(
  keys: readonly SessionKeys[],
  accessKeyId: string,
  sessionToken: string,
): { readonly session: Session; readonly secretAccessKey: string } | undefined {
  if (sessionToken.length > MOST_TOKEN_CHARACTERS) return undefined;
  const bytes = Buffer.from(sessionToken, 'base64url');
  // Buffer.from ignores what is not base64url; the same token must not have a second spelling.
  if (bytes.length < HEADER_BYTES + TAG_BYTES || bytes.toString('base64url') !== sessionToken) return undefined;
  if (bytes[0] !== VERSION) return undefined;
  for (const key of keys) {
    const text = open(sealingKey(key, accessKeyId), accessKeyId, bytes);
    if (text === undefined) continue;
    // Nobody else has the key: it is as it was sealed.
    const session = JSON.parse(text) as Session;
    const claims = frozenClaims(session.claims);
    return claims && { session: { ...session, claims }, secretAccessKey: secretOf(key, accessKeyId) };
  }
  return undefined;
}

function open(key: Buffer, accessKeyId: string, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1, HEADER_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(accessKeyId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(HEADER_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

/** One for each session: random nonces of one key would only be safe for a bounded number of them (SP 800-38D). */
function sealingKey({ sealing }: SessionKeys, accessKeyId: string): Buffer {
  return createHmac('sha256', sealing).update(accessKeyId).digest();
}

function associatedData(accessKeyId: string): Buffer {
  return Buffer.from(`${VERSION} ${accessKeyId}`);
}

function secretOf({ signing }: SessionKeys, accessKeyId: string): string {
  return createHmac('sha256', signing).update(accessKeyId).digest('base64url');
}
