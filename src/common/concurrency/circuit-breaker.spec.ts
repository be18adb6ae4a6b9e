import { beforeEach, describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.js';

let now: number;
let asked: number;
let breaker: CircuitBreaker;

beforeEach(() => {
  now = 0;
  asked = 0;
  breaker = new CircuitBreaker({ failures: 3, openForMs: 1000, now: () => now });
});

const run = (answer: () => Promise<string>): Promise<string> =>
  breaker
    .run(() => {
      asked += 1;
      return answer();
    })
    .catch((error: unknown) => (Error.isError(error) ? error.message : 'no error'));
const works = (): Promise<string> => run(() => Promise.resolve('answer'));
const fails = (): Promise<string> => run(() => Promise.reject(new Error('broken')));
const REFUSED = 'not asked: it has failed 3 times in a row';

describe('CircuitBreaker', () => {
  it('lets everything through while it works', async () => {
    expect(await works()).toBe('answer');
    expect([await fails(), await fails(), await works(), await fails(), await fails()]).not.toContain(REFUSED);
    expect(await works()).toBe('answer');
  });

  it('asks no more after failures in a row, until its time is over', async () => {
    for (const answer of [await fails(), await fails(), await fails()]) expect(answer).toBe('broken');
    now = 999;
    expect(await works()).toBe(REFUSED);
    expect(asked).toBe(3);
    now = 1000;
    expect(await works()).toBe('answer');
    expect(await fails()).toBe('broken');
    expect(await works()).toBe('answer');
  });

  it('lets one through to see, and stays open when that fails', async () => {
    for (let count = 0; count < 3; count += 1) await fails();
    now = 1000;
    let end: (answer: string) => void = () => undefined;
    const probe = run(() => new Promise((resolve) => (end = resolve)));
    expect(await works()).toBe(REFUSED);
    end('answer');
    expect(await probe).toBe('answer');
    for (let count = 0; count < 3; count += 1) await fails();
    now = 2000;
    expect(await fails()).toBe('broken');
    expect(await works()).toBe(REFUSED);
  });
});
