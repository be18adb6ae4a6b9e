import { describe, expect, it } from '@jest/globals';
import { clientView } from './client-view.js';
import { TrustedProxies } from './trusted-proxies.js';

const PROXIES = new TrustedProxies([
  { address: '10.0.0.0', prefix: 8 },
  { address: 'fd00::', prefix: 8 },
  { address: '192.0.2.7', prefix: 32 },
]);
const view = (headers: Record<string, string>, peer = '10.0.0.1') =>
  clientView(new Map(Object.entries({ host: 'inside:8080', ...headers })), peer, PROXIES);

describe('trusted proxies', () => {
  it.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', 'fd12::1%eth0', '192.0.2.7'])('are found: %s', (address) => {
    expect(PROXIES.trusts(address)).toBe(true);
  });
  it.each(['11.0.0.1', '::ffff:11.0.0.1', 'fe80::1', '192.0.2.8', '', 'unknown', '10.0.0', undefined])(
    'are not %s',
    (address) => {
      expect(PROXIES.trusts(address)).toBe(false);
    },
  );
  it('are nobody by default', () => {
    expect(new TrustedProxies([]).trusts('127.0.0.1')).toBe(false);
  });
});

describe('what the client sees', () => {
  it('is what arrived, whatever an untrusted peer says', () => {
    const headers = {
      'x-forwarded-for': '1.1.1.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-prefix': '/evil',
      'x-request-id': 'evil',
      'x-original-accept-encoding': 'evil',
    };
    const untouched = { proxied: false, ip: '192.0.2.1', scheme: 'http', host: 'inside:8080', prefix: '' };
    expect(view(headers, '192.0.2.1')).toEqual(untouched);
    expect(clientView(new Map(Object.entries(headers)), undefined, PROXIES)).toMatchObject({ ip: '', host: undefined });
  });

  it('is what a trusted proxy says, the first of each list', () => {
    expect(
      view({
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-host': 'up.example.com:8443, inner.example',
        'x-forwarded-proto': 'HTTPS,http',
        'x-forwarded-port': '8443, 80',
        'x-forwarded-prefix': '/s3/v1/',
        'x-request-id': 'abc-123',
        'x-original-accept-encoding': 'identity',
      }),
    ).toEqual({
      proxied: true,
      ip: '203.0.113.9',
      scheme: 'https',
      host: 'up.example.com:8443',
      port: '8443',
      prefix: '/s3/v1',
      requestId: 'abc-123',
      acceptEncoding: 'identity',
    });
    expect(view({})).toMatchObject({ proxied: true, ip: '10.0.0.1', scheme: 'http', host: 'inside:8080', prefix: '' });
  });

  it.each([
    ['x-forwarded-host', ['a b', 'http://a', 'a/b', 'a:b', '', ',a', 'u@a', '[::1', 'a:123456'], 'host', 'inside:8080'],
    ['x-forwarded-proto', ['ftp', '', 'httpss'], 'scheme', 'http'],
    ['x-forwarded-port', ['x', '-1', '123456', ''], 'port', undefined],
    ['x-forwarded-prefix', ['s3', '//s3', '/../s3', '/./a', '/s%33', '/a?b', '/a//b', '/', '/a/..'], 'prefix', ''],
    ['x-request-id', ['', 'a b', 'ä', 'x'.repeat(129), 'a\tb'], 'requestId', undefined],
  ])('does not depend on a malformed %s', (name, values, field, expected) => {
    for (const value of values) expect([value, view({ [name]: value })]).toMatchObject([value, { [field]: expected }]);
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.9.9.9,192.0.2.7', '203.0.113.9'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::1]:4711, fd00::2', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['6.6.6.6, unknown', '10.0.0.1'],
    ['6.6.6.6, unknown, 10.0.0.2', '10.0.0.2'],
    ['', '10.0.0.1'],
  ])('comes from the last hop that no trusted proxy is: %s', (forwardedFor, ip) => {
    expect(view({ 'x-forwarded-for': forwardedFor }).ip).toBe(ip);
  });
});
