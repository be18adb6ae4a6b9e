import { GatewayError } from '../errors/gateway-error.js';

/** A key pair that clients sign with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Has to come with every request that is signed with the key. */
  readonly sessionToken?: string | undefined;
  /** Who the caller is. */
  readonly subject: string;
  /** Milliseconds since 1970 after which the key counts no more. */
  readonly notAfter?: number | undefined;
}

/** Keys that are handed out and known by nobody beforehand: what makes one is in the session token beside it. */
export interface IssuedKeys {
  /**
   * @param now milliseconds since 1970
   * @returns undefined when the id is none of its
   * @throws GatewayError InvalidToken, ExpiredToken
   */
  find(accessKeyId: string, sessionToken: string | undefined, now: number): AccessKey | undefined;
}

/** The keys that one bucket takes. */
export class AccessKeys {
  readonly #keys: ReadonlyMap<string, AccessKey>;

  constructor(
    keys: readonly AccessKey[],
    private readonly issued?: IssuedKeys,
  ) {
    this.#keys = new Map(keys.map((key) => [key.accessKeyId, key]));
  }

  /** How many there may be at the same time. */
  get size(): number {
    return this.issued === undefined ? this.#keys.size : Infinity;
  }

  /**
   * @param sessionToken as sent beside the id
   * @param now milliseconds since 1970
   * @throws GatewayError InvalidAccessKeyId for one that is unknown or over; InvalidToken, ExpiredToken for an issued one
   */
  find(accessKeyId: string, sessionToken: string | undefined, now: number): AccessKey {
    const key = this.#keys.get(accessKeyId) ?? this.issued?.find(accessKeyId, sessionToken, now);
    if (key !== undefined && (key.notAfter === undefined || now <= key.notAfter)) return key;
    throw new GatewayError('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } });
  }
}
