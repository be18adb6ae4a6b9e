import { describe, expect, it } from '@jest/globals';
import { formatFault } from '../config-fault.js';
import { configWarnings } from '../config-warnings.js';
import { parseConfig } from '../parse-config.js';

const parse = (server: object) =>
  parseConfig(
    JSON.stringify({
      server,
      buckets: [{ name: 'a', path_prefix: '/a', filesystem: { root: '/d' }, auth: { enabled: false } }],
    }),
    { env: {} },
  );

describe('server.trusted_proxies', () => {
  it.each([
    ['10.0.0.0/8', 0],
    ['::/0', 1],
    ['0.0.0.0/0', 1],
  ])('%s has so many warnings: %d', (network, count) => {
    const result = parse({ trusted_proxies: [network] });
    expect(result.ok ? configWarnings(result.config) : result.faults).toHaveLength(count);
  });

  it('is a fault on a unix socket', () => {
    const faults = (networks: string[]) => {
      const result = parse({ address: 'unix:/run/m.sock', trusted_proxies: networks });
      return result.ok ? [] : result.faults.map(formatFault);
    };
    expect(faults([])).toEqual([]);
    expect(faults(['10.0.0.0/8'])).toEqual([
      expect.stringContaining('server.trusted_proxies: has no effect on a unix socket'),
    ]);
  });
});
