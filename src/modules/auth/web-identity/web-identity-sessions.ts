import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { AccessKey, IssuedKeys } from '../../../common/sigv4/access-keys.js';
import type { Principal, SessionKeys, WebIdentity } from '../../runtime/index.js';
import { isSessionKey, openSession } from './session-seal.js';
import type { Session } from './session-seal.js';

/** The key of a session, which knows who the caller is. */
export interface SessionKey extends AccessKey {
  readonly session: Session;
}

/** Of all remembered session tokens, in characters. */
const MOST_REMEMBERED_CHARACTERS = 4 * 1024 * 1024;
const MOST_REMEMBERED = 10_000;

/**
 * The sessions that a bucket takes. Those that were opened are remembered by the whole of what was sent, so that the
 * many requests of one session open it once.
 */
export class WebIdentitySessions implements IssuedKeys {
  readonly #opened = new LRUCache<string, SessionKey>({
    max: MOST_REMEMBERED,
    maxSize: MOST_REMEMBERED_CHARACTERS,
    sizeCalculation: (_key, text) => text.length,
  });

  constructor(
    private readonly keys: readonly SessionKeys[],
    private readonly bucket: Pick<WebIdentity, 'roles' | 'trust'>,
  ) {}

  find(accessKeyId: string, sessionToken: string | undefined, now: number): AccessKey | undefined {
    if (!isSessionKey(accessKeyId)) return undefined;
    if (sessionToken === undefined) throw new GatewayError('InvalidToken');
    const key = this.#open(accessKeyId, sessionToken);
    if (now >= key.session.expiresAt) throw new GatewayError('ExpiredToken');
    return key;
  }

  /**
   * The caller, where a verified key is that of a session. To be called after the signature: nobody without the secret
   * learns what a session is for.
   * @returns undefined for every other key
   * @throws GatewayError AccessDenied for a session that is meant for another bucket
   */
  callerOf(key: AccessKey): Principal | undefined {
    if (!isOfSession(key)) return undefined;
    const { role, trusts, subject, claims, expiresAt } = key.session;
    if (!this.bucket.roles.has(role) || !trusts.includes(this.bucket.trust)) throw new GatewayError('AccessDenied');
    return { method: 'sigv4', subject, claims, expiresAt };
  }

  /** @throws GatewayError InvalidToken */
  #open(accessKeyId: string, sessionToken: string): SessionKey {
    const text = `${accessKeyId} ${sessionToken}`;
    const known = this.#opened.get(text);
    if (known !== undefined) return known;
    const opened = openSession(this.keys, accessKeyId, sessionToken);
    if (opened === undefined) throw new GatewayError('InvalidToken');
    const { session, secretAccessKey } = opened;
    const key = { accessKeyId, secretAccessKey, sessionToken, subject: session.subject, session };
    this.#opened.set(text, key);
    return key;
  }
}

function isOfSession(key: AccessKey): key is SessionKey {
  return 'session' in key;
}
