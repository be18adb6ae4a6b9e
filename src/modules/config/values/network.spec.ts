import { describe, expect, it } from '@jest/globals';
import { readNetwork } from './network.js';

describe('readNetwork', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0', 8],
    ['0.0.0.0/0', '0.0.0.0', 0],
    ['192.0.2.7', '192.0.2.7', 32],
    ['fd00::/8', 'fd00::', 8],
    ['::1', '::1', 128],
  ])('reads %s', (raw, address, prefix) => {
    expect(readNetwork(raw)).toEqual({ ok: true, value: { address, prefix } });
  });

  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0',
    'localhost',
    '*',
    '',
    10,
    'fe80::1%eth0',
  ])('refuses %j', (raw) => {
    expect(readNetwork(raw)).toMatchObject({ ok: false });
  });
});
