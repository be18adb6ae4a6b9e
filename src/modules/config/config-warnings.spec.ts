import { describe, expect, it } from '@jest/globals';
import { configWarnings } from './config-warnings.js';
import { parseConfig } from './parse-config.js';

function warnings(address: string, more: object = {}): readonly string[] {
  const open = { enabled: false };
  const sigv4 = { enabled: true, sigv4: { access_key: 'a', secret_key: 's' } };
  const filesystem = { root: './data' };
  const buckets = Object.entries({ one: open, two: open, three: sigv4 }).map(([name, auth]) => ({
    name,
    path_prefix: `/${name}`,
    filesystem,
    auth,
    ...more,
  }));
  const result = parseConfig(JSON.stringify({ server: { address }, buckets }), { env: {} });
  return result.ok ? configWarnings(result.config) : ['not a valid configuration'];
}

describe('configWarnings', () => {
  it('names every open bucket that other machines can reach', () => {
    expect(warnings('0.0.0.0:8080')).toEqual([
      'bucket "one" has no auth on the non-loopback listener 0.0.0.0:8080: everyone who can reach it may use the bucket',
      'bucket "two" has no auth on the non-loopback listener 0.0.0.0:8080: everyone who can reach it may use the bucket',
    ]);
  });

  it('names every open bucket that every web page may use, on loopback too', () => {
    const cors = { origins: ['https://app.example.com', '*'], methods: ['PUT'] };
    const rest = 'every web page may use it from every browser that can reach the gateway';
    expect(warnings('127.0.0.1:8080', { cors })).toEqual([
      `bucket "one" has no auth and cors.origins contains "*": ${rest}`,
      `bucket "two" has no auth and cors.origins contains "*": ${rest}`,
    ]);
    expect(warnings('127.0.0.1:8080', { cors: { ...cors, origins: ['https://*.example.com'] } })).toEqual([]);
  });

  it('is silent on loopback', () => {
    expect(warnings('127.0.0.1:8080')).toEqual([]);
    expect(warnings('unix:/run/mizuchi.sock')).toEqual([]);
  });
});
