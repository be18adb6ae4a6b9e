import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../parse-config.js';

function configured(publicHosts: unknown) {
  const buckets = [{ name: 'b', path_prefix: '/b', auth: { enabled: false }, filesystem: { root: '/d' } }];
  const result = parseConfig(JSON.stringify({ server: { public_hosts: publicHosts }, buckets }), { env: {} });
  return result.ok ? result.config.server.public_hosts : result.faults.map((fault) => fault.message);
}

describe('server.public_hosts', () => {
  it('holds names in lower case', () => {
    expect(configured(['Uploads.Example.com', 'localhost'])).toEqual(['uploads.example.com', 'localhost']);
    expect(configured([])).toEqual([]);
  });

  it('holds each once', () => {
    expect(configured(['a.example', 'b.example', 'A.example'])).toEqual([
      'server.public_hosts[2]: is the same as server.public_hosts[0]',
    ]);
  });

  it('reports every fault at once', () => {
    expect(configured(['https://a.example', 'a.example:80', 7])).toHaveLength(3);
    expect(configured('a.example')).toEqual(['server.public_hosts: expected a list of host names, got a string']);
  });
});
