export interface CircuitBreakerOptions {
  /** Failures one after the other that open it. */
  readonly failures: number;
  /** Milliseconds that it then stays open. */
  readonly openForMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/**
 * Spares a service that does not answer, and those who would wait for it. After some failures in a row every task is
 * refused at once for a while; then a single one is let through, and its end decides how it goes on.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;
  #probing = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** @throws Error at once while it is open; otherwise what the task throws */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const open = this.#failures >= this.#options.failures;
    if (open && (this.#probing || this.#now() < this.#openUntil)) {
      throw new Error(`not asked: it has failed ${this.#options.failures} times in a row`);
    }
    if (open) this.#probing = true;
    try {
      const result = await task();
      this.#failures = 0;
      return result;
    } catch (error) {
      this.#failures += 1;
      this.#openUntil = this.#now() + this.#options.openForMs;
      throw error;
    } finally {
      if (open) this.#probing = false;
    }
  }
}
