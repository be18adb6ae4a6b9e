import type { VerificationKey } from './verification-key.js';

/** What a source needs from around it. */
export interface JwksSourceOptions {
  /** Fetches the document. Rejects when that fails. */
  readonly fetch: () => Promise<string>;
  /** Reads the keys of a document. @throws Error when it is none */
  readonly read: (document: string) => readonly VerificationKey[];
  /** Told about every attempt; undefined for success. */
  readonly onRefresh: (failure: unknown) => void;
  /** Milliseconds after which keys are fetched again. */
  readonly ttl: number;
  /** Milliseconds that keys count while they cannot be fetched again. */
  readonly maxStale: number;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
}

/** Part of the time to live after which keys are fetched again behind the requests that use them. */
const REFRESH_AT = 0.8;
/** How long a failed fetch is not tried again. Milliseconds. */
const AFTER_FAILURE_MS = 5_000;
/** How often unknown key ids, which anyone can make up, cause a fetch at most. Milliseconds. */
const FORCED_EVERY_MS = 30_000;

interface Fetched {
  readonly keys: readonly VerificationKey[];
  readonly document: string;
  readonly at: number;
}

/**
 * The keys of one identity provider, as fresh as they have to be: fetched when the first request needs them, fetched
 * again before they are old, by one fetch at a time. While the provider cannot be reached, the last keys go on, for a
 * bounded time.
 */
export class JwksSource {
  #fetched: Fetched | undefined;
  #flight: Promise<void> | undefined;
  #failedAt = -Infinity;
  #forcedAt = -Infinity;

  constructor(private readonly options: JwksSourceOptions) {}

  /**
   * The keys, when nothing has to be waited for; starts a fetch in the background when they begin to age. The same list
   * for as long as the provider publishes the same document.
   */
  current(): readonly VerificationKey[] | undefined {
    const { ttl } = this.options;
    const age = this.#age();
    if (age >= ttl * REFRESH_AT && !this.#pausing()) void this.#refresh();
    // Nobody asked while they aged: what the provider has withdrawn meanwhile must not be used once more.
    return age < ttl || (this.#failing() && this.#usable()) ? this.#fetched?.keys : undefined;
  }

  /** The keys, waited for if need be. @returns undefined when there are none to be had */
  async keys(): Promise<readonly VerificationKey[] | undefined> {
    const current = this.current();
    if (current !== undefined) return current;
    if (!this.#pausing()) await this.#refresh();
    return this.#usable() ? this.#fetched?.keys : undefined;
  }

  /** The keys after another fetch, if that may be tried: for a key id that none of them has. */
  async refreshed(): Promise<readonly VerificationKey[] | undefined> {
    const { clock } = this.options;
    if (this.#flight !== undefined) await this.#flight;
    else if (clock() - this.#forcedAt >= FORCED_EVERY_MS && !this.#pausing()) {
      this.#forcedAt = clock();
      await this.#refresh();
    }
    return this.#usable() ? this.#fetched?.keys : undefined;
  }

  /** Seconds since the last successful fetch; undefined before the first. */
  ageSeconds(): number | undefined {
    return this.#fetched === undefined ? undefined : this.#age() / 1000;
  }

  #age(): number {
    return this.#fetched === undefined ? Infinity : this.options.clock() - this.#fetched.at;
  }

  #usable(): boolean {
    return this.#age() < this.options.maxStale;
  }

  #failing(): boolean {
    return this.#failedAt > (this.#fetched?.at ?? -Infinity);
  }

  #pausing(): boolean {
    return this.options.clock() - this.#failedAt < AFTER_FAILURE_MS;
  }

  /** Never rejects: whoever waits looks at what is there afterwards. */
  #refresh(): Promise<void> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<void> {
    const { fetch, read, onRefresh, clock } = this.options;
    // From the question, not the answer: the keys are at least as old.
    const at = clock();
    try {
      const document = await fetch();
      const same = this.#fetched?.document === document ? this.#fetched.keys : undefined;
      this.#fetched = { document, at, keys: same ?? read(document) };
      this.#failedAt = -Infinity;
      onRefresh(undefined);
    } catch (error) {
      this.#failedAt = clock();
      onRefresh(error);
    }
  }
}
