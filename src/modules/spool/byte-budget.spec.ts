import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

/** Takes bytes and writes the name down when they are granted. */
function taker(budget: ByteBudget, granted: string[]) {
  return (name: string, bytes: number, signal = new AbortController().signal): Promise<void> =>
    budget.take(bytes, signal).then(() => {
      granted.push(name);
    });
}

describe('ByteBudget', () => {
  it('grants in the order of arrival: a small one does not overtake a large one', async () => {
    const budget = new ByteBudget(10);
    const granted: string[] = [];
    const take = taker(budget, granted);
    await take('first', 8);
    const waiting = [take('large', 10), take('small', 1)];
    await turn();
    expect(budget.tryTake(1)).toBe(false);
    expect(granted).toEqual(['first']);
    budget.give(8);
    await waiting[0];
    expect(granted).toEqual(['first', 'large']);
    budget.give(10);
    await waiting[1];
    expect(budget.used).toBe(1);
  });

  it('lets those behind go on when one gives up', async () => {
    const budget = new ByteBudget(10);
    const granted: string[] = [];
    const take = taker(budget, granted);
    await take('first', 8);
    const leaving = new AbortController();
    const large = take('large', 5, leaving.signal);
    const small = take('small', 2);
    leaving.abort(new Error('gone'));
    await expect(large).rejects.toThrow('gone');
    await small;
    expect(budget.used).toBe(10);
    await expect(take('late', 1, leaving.signal)).rejects.toThrow('gone');
  });
});
