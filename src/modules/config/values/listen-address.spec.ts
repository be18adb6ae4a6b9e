import { describe, expect, it } from '@jest/globals';
import { addressesClash, formatListenAddress, isLoopbackAddress, readListenAddress } from './listen-address.js';
import type { ListenAddress } from './listen-address.js';

function address(text: string): ListenAddress {
  const reading = readListenAddress(text);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.value;
}

describe('readListenAddress', () => {
  it.each([
    ['127.0.0.1:8080', { kind: 'tcp', host: '127.0.0.1', port: 8080 }],
    ['localhost:0', { kind: 'tcp', host: 'localhost', port: 0 }],
    ['[::]:8080', { kind: 'tcp', host: '::', port: 8080 }],
    ['[fe80::1%eth0]:1', { kind: 'tcp', host: 'fe80::1%eth0', port: 1 }],
    ['unix:/run/mizuchi.sock', { kind: 'unix', path: '/run/mizuchi.sock' }],
  ])('%s', (text, expected) => {
    expect(readListenAddress(text)).toEqual({ ok: true, value: expected });
    expect(formatListenAddress(address(text))).toBe(text);
  });

  it.each([
    '8080',
    ':8080',
    'localhost',
    'localhost:',
    'localhost:65536',
    'localhost:http',
    '::1:8080',
    '[::1]',
    '[127.0.0.1]:80',
    '999.0.0.1:80',
    'bad_host:80',
    '-a:80',
    'http://localhost:80',
    'unix:relative.sock',
    'unix:',
    `unix:/${'x'.repeat(107)}`,
    8080,
    null,
  ])('%p is refused', (raw) => {
    expect(readListenAddress(raw).ok).toBe(false);
  });
});

describe('isLoopbackAddress', () => {
  it.each(['127.0.0.1:1', '127.9.9.9:1', 'localhost:1', '[::1]:1', '[0:0:0:0:0:0:0:1]:1', 'unix:/s'])(
    '%s is',
    (text) => {
      expect(isLoopbackAddress(address(text))).toBe(true);
    },
  );
  it.each(['0.0.0.0:1', '[::]:1', '10.0.0.1:1', 'example.com:1', '[fe80::1%lo]:1'])('%s is not', (text) => {
    expect(isLoopbackAddress(address(text))).toBe(false);
  });
});

describe('addressesClash', () => {
  it.each([
    ['127.0.0.1:1', '127.0.0.1:1', true],
    ['127.0.0.1:1', '127.0.0.1:2', false],
    ['127.0.0.1:1', '127.0.0.2:1', false],
    ['0.0.0.0:1', '127.0.0.1:1', true],
    ['127.0.0.1:1', '[::]:1', true],
    ['127.0.0.1:0', '127.0.0.1:0', false],
    ['unix:/a', 'unix:/a', true],
    ['unix:/a', 'unix:/b', false],
    ['unix:/a', '127.0.0.1:1', false],
  ])('%s and %s: %p', (a, b, expected) => {
    expect(addressesClash(address(a), address(b))).toBe(expected);
  });
});
