import { hash } from 'node:crypto';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { SharedState } from './shared-state.js';

/** Names that are kept at most. About 200 bytes each. */
export const MEMORY_CAPACITY = 1_000_000;

/** What one claim removes at most of what is over: more would stop all other requests after a long silence. */
const MOST_REMOVED = 1_000;

/** Shared by everything in this process, and lost with it. */
export class MemorySharedState implements SharedState {
  /**
   * Taken names with the time at which each is free again, by time to live: in each map the oldest is over first,
   * so that no timer and no search is needed.
   */
  readonly #taken = new Map<number, Map<string, number>>();

  /** @param now monotonic clock in milliseconds */
  constructor(
    private readonly capacity: number,
    private readonly now = (): number => performance.now(),
  ) {}

  claim(name: string, ttlMs: number): Promise<boolean> {
    // What is thrown inside becomes a rejection.
    return new Promise((resolve) => {
      resolve(this.#take(shortened(name), ttlMs));
    });
  }

  release(name: string): Promise<void> {
    const key = shortened(name);
    for (const names of this.#taken.values()) names.delete(key);
    return Promise.resolve();
  }

  #take(key: string, ttlMs: number): boolean {
    const now = this.now();
    let count = 0;
    for (const names of this.#taken.values()) {
      if ((names.get(key) ?? 0) > now) return false;
      names.delete(key);
      removeOver(names, now);
      count += names.size;
    }
    if (count >= this.capacity) throw new GatewayError('SlowDown', { headers: { 'retry-after': '1' } });
    const names = this.#taken.get(ttlMs) ?? new Map<string, number>();
    this.#taken.set(ttlMs, names.set(key, now + ttlMs));
    return true;
  }
}

/** 128 bits: nobody finds two names with the same, and there may be a million. */
function shortened(name: string): string {
  return hash('sha256', name, 'buffer').toString('latin1', 0, 16);
}

function removeOver(names: Map<string, number>, now: number): void {
  let left = MOST_REMOVED;
  for (const [key, freeAt] of names) {
    if (freeAt > now || left === 0) return;
    names.delete(key);
    left -= 1;
  }
}
