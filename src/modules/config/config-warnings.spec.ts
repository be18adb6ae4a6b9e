import { describe, expect, it } from '@jest/globals';
import { configWarnings } from './config-warnings.js';
import { parseConfig } from './parse-config.js';

function warnings(address: string): readonly string[] {
  const auth = { enabled: false };
  const filesystem = { root: './data' };
  const buckets = ['one', 'two'].map((name) => ({ name, path_prefix: `/${name}`, filesystem, auth }));
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

  it('is silent on loopback', () => {
    expect(warnings('127.0.0.1:8080')).toEqual([]);
    expect(warnings('unix:/run/mizuchi.sock')).toEqual([]);
  });
});
