interface Waiter {
  readonly bytes: number;
  readonly grant: () => void;
}

/** So many bytes that may be in use at one time. Who finds too few free waits, in the order of arrival. */
export class ByteBudget {
  #free: number;
  readonly #waiting = new Set<Waiter>();

  constructor(readonly total: number) {
    this.#free = total;
  }

  get used(): number {
    return this.total - this.#free;
  }

  /** Takes the bytes if they are free and nobody waits for any. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.size > 0 || bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  /**
   * Takes the bytes as soon as they are free. Nobody overtakes: a large reservation is not starved by small ones.
   * @param bytes at most `total`, or this would wait for ever
   * @param signal gives up waiting; rejects with its reason
   */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.tryTake(bytes)) return;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const waiter = {
      bytes,
      grant: () => {
        resolve(undefined);
      },
    };
    const giveUp = (): void => {
      // Those behind may fit where this one did not.
      if (this.#waiting.delete(waiter)) this.#serve();
      reject(signal.reason as Error);
    };
    this.#waiting.add(waiter);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#free += bytes;
    this.#serve();
  }

  #serve(): void {
    for (const waiter of this.#waiting) {
      if (waiter.bytes > this.#free) return;
      this.#free -= waiter.bytes;
      this.#waiting.delete(waiter);
      waiter.grant();
    }
  }
}
