import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { JwksSource } from './jwks-source.js';
import { fits } from './verification-key.js';
import type { VerificationKey } from './verification-key.js';

/** Where a key was found, to see later whether it still counts. */
export interface FoundKey {
  readonly key: VerificationKey;
  /** Absent for a key of the configuration, which counts for as long as the configuration does. */
  readonly origin?: { readonly source: JwksSource; readonly keys: readonly VerificationKey[] };
}

interface KeySet {
  readonly source: JwksSource;
  readonly keys: readonly VerificationKey[] | undefined;
}

/** Whether the key set that a key came from is the same as then. Does not wait. */
export function stillCounts({ origin }: FoundKey): boolean {
  return origin === undefined || origin.source.current() === origin.keys;
}

/** All keys that may verify tokens for a bucket: those of its configuration and those of its identity providers. */
export class KeyRing {
  constructor(
    private readonly own: readonly VerificationKey[],
    private readonly sources: readonly JwksSource[],
  ) {}

  /** The keys of the configuration that a token with this header may be verified with. */
  configured(algorithm: string, kid: string | undefined): readonly FoundKey[] {
    return this.own.filter((key) => fits(key, algorithm, kid)).map((key) => ({ key }));
  }

  /**
   * The same for the keys of the identity providers. A provider that does not answer delays only tokens whose key
   * nobody else has.
   * @throws GatewayError ServiceUnavailable when there is no such key and a provider cannot be asked
   */
  async published(algorithm: string, kid: string | undefined): Promise<readonly FoundKey[]> {
    if (this.sources.length === 0) return [];
    if (kid !== undefined) {
      const known = select(
        this.sources.map((source) => ({ source, keys: source.current() })),
        algorithm,
        kid,
      );
      if (known.length > 0) return known;
    }
    const found = select(await this.#ask((source) => source.keys()), algorithm, kid);
    if (found.length > 0) return found;
    const sets = await this.#ask((source) => source.refreshed());
    const late = select(sets, algorithm, kid);
    if (late.length === 0 && sets.some(({ keys }) => keys === undefined)) {
      throw new GatewayError('ServiceUnavailable', {
        message: 'The keys that tokens are verified with are not available. Please try again.',
      });
    }
    return late;
  }

  #ask(keysOf: (source: JwksSource) => Promise<KeySet['keys']>): Promise<readonly KeySet[]> {
    return Promise.all(this.sources.map(async (source) => ({ source, keys: await keysOf(source) })));
  }
}

function select(sets: readonly KeySet[], algorithm: string, kid: string | undefined): readonly FoundKey[] {
  const found = sets.flatMap(({ source, keys = [] }) =>
    keys.filter((key) => fits(key, algorithm, kid)).map((key) => ({ key, origin: { source, keys } })),
  );
  // Without an id, only key sets that leave no choice say which key is meant (RFC 7515 section 4.1.4).
  return kid === undefined && found.length > 1 ? [] : found;
}
