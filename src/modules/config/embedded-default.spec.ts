import { describe, expect, it } from '@jest/globals';
import { configWarnings } from './config-warnings.js';
import { embeddedDefaultConfig } from './embedded-default.js';

describe('embeddedDefaultConfig', () => {
  it('serves one open bucket of files to this machine only', () => {
    const config = embeddedDefaultConfig();
    expect(config).toMatchObject({
      server: { address: { kind: 'tcp', host: '127.0.0.1', port: 8080 } },
      management: { address: { kind: 'tcp', host: '127.0.0.1', port: 9090 } },
      buckets: [
        { name: 'uploads', path_prefix: '/uploads', filesystem: { root: './data/uploads' }, auth: { enabled: false } },
      ],
      loopback_hosts_only: true,
    });
    expect(config.buckets).toHaveLength(1);
    expect(config.buckets[0]?.operations).toEqual(expect.arrayContaining(['PutObject', 'HeadBucket', 'CreateBucket']));
    expect(Object.isFrozen(config.buckets[0])).toBe(true);
    expect(configWarnings(config)).toEqual([]);
  });
});
