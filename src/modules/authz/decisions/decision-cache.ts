import { LRUCache } from 'lru-cache';
import type { Decision } from '../../runtime/index.js';

export interface DecisionCacheOptions {
  readonly maxEntries: number;
  /** Milliseconds that a consent is remembered; 0 remembers none. */
  readonly allowMs: number;
  /** The same for a refusal. */
  readonly denyMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly clock?: { now(): number };
}

/**
 * Decisions by what decided them. The whole text is the key, compared in full: a hash could let one caller have what
 * was decided about another. One cache serves one engine of one bucket in one configuration.
 */
export class DecisionCache {
  readonly #entries: LRUCache<string, Decision>;
  readonly #options: DecisionCacheOptions;

  constructor(options: DecisionCacheOptions) {
    this.#options = options;
    this.#entries = new LRUCache({
      max: options.maxEntries,
      // Without a resolution of its own it looks at the clock instead of setting a timer.
      ttlResolution: 0,
      ...(options.clock !== undefined && { perf: options.clock }),
    });
  }

  get(input: string): Decision | undefined {
    return this.#entries.get(input);
  }

  /** @param longestMs how long the proof of the caller's identity holds: the decision does not outlive it */
  put(input: string, decision: Decision, longestMs: number): void {
    const ttl = Math.floor(Math.min(decision.allow ? this.#options.allowMs : this.#options.denyMs, longestMs));
    // For the cache 0 would mean without end.
    if (ttl > 0) this.#entries.set(input, decision, { ttl });
  }

  purge(): void {
    this.#entries.clear();
  }
}
