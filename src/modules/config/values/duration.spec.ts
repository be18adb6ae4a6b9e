import { describe, expect, it } from '@jest/globals';
import { readDuration } from './duration.js';

describe('readDuration', () => {
  it.each([
    [5, 5_000],
    [0.25, 250],
    ['30', 30_000],
    ['250ms', 250],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['0.29s', 290],
    ['15m', 900_000],
    ['24h', 86_400_000],
  ])('%j is %d ms', (raw, value) => {
    expect(readDuration(raw, 0)).toEqual({ ok: true, value });
  });

  it.each(['', 's', '5d', '5S', '5 s', '-5s', -5, 'soon', '1e3', true, null, {}])('%p is no duration', (raw) => {
    expect(readDuration(raw, 0)).toMatchObject({ problem: expect.stringMatching(/^expected a duration/) });
  });

  it('keeps within the bounds of a timer', () => {
    expect(readDuration(0, 1)).toEqual({ ok: false, problem: 'must be at least 1ms' });
    expect(readDuration('0.5ms', 0)).toEqual({ ok: false, problem: 'must be a whole number of milliseconds' });
    expect(readDuration('2147483647ms', 0)).toEqual({ ok: true, value: 2_147_483_647 });
    expect(readDuration('597h', 0)).toEqual({ ok: false, problem: 'is too long: at most 596h' });
  });
});
