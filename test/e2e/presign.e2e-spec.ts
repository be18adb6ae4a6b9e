import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { presignedUrl } from '../../src/cli/presign.js';
import type { PresignOptions } from '../../src/cli/command-line.js';
import { loadConfig } from '../../src/modules/config/index.js';
import type { GatewayConfig } from '../../src/modules/config/index.js';
import { startGatewayWith } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

describe('a presigned URL', () => {
  let dir: TempDir;
  let config: GatewayConfig;
  let gateway: TestGateway;
  beforeAll(async () => {
    dir = await tempDir();
    const sigv4 = {
      credentials: [
        { access_key: 'OLD', secret_key: 'old-secret', not_after: '2020-01-01T00:00:00Z' },
        { access_key: 'NEW', secret_key: 'new-secret', session_token: 'a+token/=' },
      ],
    };
    const jwt = { algorithm: 'HS256', secret: 'a-secret-that-is-long-enough-for-HS256' };
    const bucket = { name: 'uploads', path_prefix: '/up/loads', filesystem: { root: dir.join('data') } };
    await writeFile(
      dir.join('config.yaml'),
      JSON.stringify({
        server: { address: '127.0.0.1:0', state_dir: dir.join('state') },
        management: { address: '127.0.0.1:0' },
        buckets: [
          { ...bucket, auth: { enabled: true, sigv4 } },
          {
            name: 'tokens',
            path_prefix: '/tokens',
            filesystem: { root: dir.join('tokens') },
            auth: { enabled: true, jwt },
          },
          {
            name: 'session',
            path_prefix: '/session',
            filesystem: { root: dir.join('session') },
            auth: {
              enabled: true,
              jwt: { ...jwt, sigv4_session: true },
              sigv4: { access_key: 'AK', secret_key: 'SK' },
            },
          },
          { name: 'open', path_prefix: '/open', filesystem: { root: dir.join('open') }, auth: { enabled: false } },
        ],
      }),
    );
    const loaded = loadConfig(dir.join('config.yaml'));
    if (!loaded.ok) throw new Error('the configuration is not valid');
    ({ config } = loaded);
    gateway = await startGatewayWith(config);
  });
  afterAll(async () => {
    await gateway.close();
    await dir.remove();
  });

  const options = (more: Partial<PresignOptions> = {}): PresignOptions => ({
    config: undefined,
    bucket: 'uploads',
    key: 'a b/ü+%.txt',
    expiresIn: 60,
    contentType: undefined,
    endpoint: gateway.url,
    ...more,
  });
  async function put(url: ReturnType<typeof presignedUrl>, headers: Record<string, string> = {}) {
    if (typeof url !== 'string') throw new Error(url.fault);
    const answer = await fetch(url, { method: 'PUT', body: 'hello', headers });
    return { status: answer.status, code: /<Code>(\w+)</.exec(await answer.text())?.[1] };
  }

  it('lets whoever has it upload this object', async () => {
    expect(await put(presignedUrl(config, options(), new Date()))).toEqual({ status: 200, code: undefined });
    expect(await readFile(join(dir.join('data'), 'a b', 'ü+%.txt'), 'utf8')).toBe('hello');
  });

  it('takes the Content-Type it was made for and no other', async () => {
    const url = presignedUrl(config, options({ contentType: 'text/plain' }), new Date());
    expect(await put(url, { 'content-type': 'text/html' })).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await put(url, { 'content-type': 'text/plain' })).toMatchObject({ status: 200 });
  });

  it('ends when it says', async () => {
    const made = new Date(Date.now() - 61_000);
    expect(await put(presignedUrl(config, options(), made))).toEqual({ status: 403, code: 'AccessDenied' });
  });

  it.each([
    [{ bucket: 'nowhere' }, /no bucket "nowhere"/],
    [{ bucket: 'open' }, /is open/],
    [{ bucket: 'tokens' }, /takes tokens only/],
    [{ bucket: 'session' }, /only together with a token/],
    [{ key: 'a/../b' }, /key is not possible/],
  ])('cannot be made for %j', (more, words) => {
    expect(presignedUrl(config, options(more), new Date())).toEqual({ fault: expect.stringMatching(words) });
  });
});
