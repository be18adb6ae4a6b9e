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

/** The keys that one bucket takes. */
export class AccessKeys {
  readonly #keys: ReadonlyMap<string, AccessKey>;

  constructor(keys: readonly AccessKey[]) {
    this.#keys = new Map(keys.map((key) => [key.accessKeyId, key]));
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @param now milliseconds since 1970 @throws GatewayError InvalidAccessKeyId for one that is unknown or over */
  find(accessKeyId: string, now: number): AccessKey {
    const key = this.#keys.get(accessKeyId);
    if (key !== undefined && (key.notAfter === undefined || now <= key.notAfter)) return key;
    throw new GatewayError('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } });
  }
}
