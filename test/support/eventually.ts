import { setTimeout as sleep } from 'node:timers/promises';

/** Shorter than Jest's own, so that a test fails with the answer and not with a timeout. */
const PATIENCE_MS = 4_000;
const INTERVAL_MS = 10;

/**
 * Asks again and again until the answer is right: for what a server does a moment after its client is gone.
 * @returns the last answer, right or not: `expect` says best what is wrong with it
 */
export async function eventually<T>(ask: () => T | Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || performance.now() > deadline) return answer;
    await sleep(INTERVAL_MS);
  }
}
