import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SharedState } from '../../src/modules/shared-state/index.js';

/** One adapter under test, empty. */
export interface SharedStateFixture {
  readonly state: SharedState;
  /** Lets time pass, as far as the adapter is concerned. Milliseconds. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const LONG = 60_000;

/** What every adapter of the SharedState port must do. */
export function describeSharedState(
  name: string,
  /** @param capacity names that it keeps, where the adapter has a limit of its own */
  start: (capacity: number) => Promise<SharedStateFixture>,
  { bounded }: { readonly bounded: boolean },
): void {
  describe(`shared state: ${name}`, () => {
    let fixture: SharedStateFixture;
    let state: SharedState;
    beforeEach(async () => {
      fixture = await start(3);
      ({ state } = fixture);
    });
    afterEach(() => fixture.close());

    it('gives a name to one only', async () => {
      expect(await state.claim('a', LONG)).toBe(true);
      expect(await state.claim('a', LONG)).toBe(false);
      expect(await state.claim('b', LONG)).toBe(true);
    });

    it('gives a name to one of many that want it at the same time', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, () => state.claim('a', LONG)));
      expect(claims.filter((claimed) => claimed)).toHaveLength(1);
    });

    it('tells names apart by every character', async () => {
      expect(await state.claim('a/b', LONG)).toBe(true);
      expect(await state.claim('a/B', LONG)).toBe(true);
      expect(await state.claim('a/b ', LONG)).toBe(true);
    });

    it('gives a name again when it was released, and releases what was never taken', async () => {
      await state.claim('a', LONG);
      await state.release('a');
      await state.release('never');
      expect(await state.claim('a', LONG)).toBe(true);
      expect(await state.claim('a', LONG)).toBe(false);
    });

    it('frees a name when its time is over, and not before', async () => {
      await state.claim('short', 1_000);
      await state.claim('long', LONG);
      await fixture.pass(900);
      expect(await state.claim('short', 1_000)).toBe(false);
      await fixture.pass(200);
      expect(await state.claim('short', LONG)).toBe(true);
      expect(await state.claim('long', LONG)).toBe(false);
      await fixture.pass(2_000);
      expect(await state.claim('short', 1_000)).toBe(false);
    });

    if (bounded) {
      it('refuses when it is full, forgets nothing early, and goes on when something is over or released', async () => {
        for (const [taken, ttlMs] of [
          ['a', 1_000],
          ['b', LONG],
          ['c', LONG],
        ] as const) {
          await state.claim(taken, ttlMs);
        }
        await expect(state.claim('d', LONG)).rejects.toMatchObject({ code: 'SlowDown', status: 503 });
        expect(await state.claim('b', LONG)).toBe(false);
        await fixture.pass(1_100);
        expect(await state.claim('d', LONG)).toBe(true);
        await expect(state.claim('e', LONG)).rejects.toMatchObject({ code: 'SlowDown' });
        await state.release('c');
        expect(await state.claim('e', LONG)).toBe(true);
      });
    }
  });
}
