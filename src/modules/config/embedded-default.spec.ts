import { generateKeyPairSync } from 'node:crypto';
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

  it('serves a second bucket to those who have a token, each tenant below its own name', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const public_key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const privateJwt = { algorithm: 'ES256', public_key, issuer: 'i', audience: 'a' };
    const config = embeddedDefaultConfig({ privateJwt });
    expect(config.buckets).toHaveLength(2);
    expect(config.buckets[0]).toEqual(embeddedDefaultConfig().buckets[0]);
    expect(config.buckets[1]).toMatchObject({
      name: 'private',
      path_prefix: '/private',
      filesystem: { root: './data/private' },
      auth: { enabled: true, jwt: { keys: [{ algorithms: ['ES256'], public_key }], issuer: ['i'], audience: ['a'] } },
      upload: { key_pattern: '^{claim.tenant}/.+' },
    });
    expect(config.buckets[1]?.operations).not.toContain('HeadObject');
    expect(config.loopback_hosts_only).toBe(true);
    expect(configWarnings(config)).toEqual([]);
  });

  it('takes a secret where none can be kept', () => {
    const secret = 's'.repeat(43);
    expect(embeddedDefaultConfig({ secret })).toEqual({ ...embeddedDefaultConfig(), secret: [secret] });
  });
});
