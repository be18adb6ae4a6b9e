import { describe, expect, it } from '@jest/globals';
import { readByteSize } from './byte-size.js';

describe('readByteSize', () => {
  it.each([
    [1, 1],
    ['52428800', 52_428_800],
    ['1KiB', 1024],
    ['64MiB', 64 * 2 ** 20],
    ['5 GiB', 5 * 2 ** 30],
    ['1TiB', 2 ** 40],
  ])('%j is %d bytes', (raw, value) => {
    expect(readByteSize(raw)).toEqual({ ok: true, value });
  });

  it.each(['64MB', '64M', '64kB', '64mib', '1PiB', '1constructor'])('%s has no accepted unit', (raw) => {
    expect(readByteSize(raw)).toMatchObject({
      problem: expect.stringMatching(/^only the units KiB, MiB, GiB and TiB/),
    });
  });

  it.each(['', '-1', -1, 1.5, '1.5GiB', Number.NaN, Number.POSITIVE_INFINITY, true, null, []])(
    '%p is no size',
    (raw) => {
      expect(readByteSize(raw)).toMatchObject({ problem: expect.stringMatching(/^expected a size/) });
    },
  );

  it('stays within what can be counted exactly', () => {
    expect(readByteSize(0)).toEqual({ ok: false, problem: 'must be at least 1 byte' });
    expect(readByteSize('9007199254740992')).toEqual({ ok: false, problem: 'is too large' });
    expect(readByteSize('99999999TiB')).toEqual({ ok: false, problem: 'is too large' });
  });
});
