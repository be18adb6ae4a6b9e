import { describe, expect, it } from '@jest/globals';
import { PublicHosts } from './public-hosts.js';

describe('PublicHosts', () => {
  const hosts = new PublicHosts(['example.com', 'up.example.com', 'localhost']);

  it.each([
    ['a.up.example.com', 'a'],
    ['a.b.up.example.com', 'a.b'],
    ['A.Up.EXAMPLE.com', 'a'],
    ['a.up.example.com:8080', 'a'],
    ['a.up.example.com:', 'a'],
    ['a.up.example.com.', 'a'],
    ['a.up.example.com.:8080', 'a'],
    ['other.example.com', 'other'],
    ['a.localhost:9000', 'a'],
    ['.up.example.com', ''],
    ['u@a.up.example.com', 'u@a'],
  ])('%s has the label "%s"', (host, label) => {
    expect(hosts.labelOf(host)).toBe(label);
  });

  it.each([
    undefined,
    '',
    'example.com',
    'up.example.com',
    'UP.example.com.:443',
    'evilup.example.org',
    'evilexample.com',
    'a.up.example.com.evil.example',
    '127.0.0.1:8080',
    '[::1]',
    '[::1]:8080',
    'localhost:8080',
  ])('%p has none', (host) => {
    expect(hosts.labelOf(host)).toBeUndefined();
  });

  it('knows no label without a name', () => {
    expect(new PublicHosts([]).labelOf('a.b')).toBeUndefined();
  });
});
