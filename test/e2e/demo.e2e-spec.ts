import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import type { ServedConfig } from '../../src/cli/add-demo.js';
import { startupReport } from '../../src/cli/startup-report.js';
import { builtInDefaultIn } from '../support/built-in-default.js';
import { startGatewayWith } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { describeWith } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

describe('the demo of the built-in default', () => {
  let dir: TempDir;
  let served: ServedConfig;
  let gateway: TestGateway;
  beforeEach(async () => {
    dir = await tempDir();
    await writeFile(dir.join('README.md'), 'read me');
  });
  afterEach(async () => {
    await gateway.close();
    await dir.remove();
  });

  async function start(stateDir?: string): Promise<void> {
    served = await builtInDefaultIn(dir.path, stateDir);
    gateway = await startGatewayWith(served.config);
  }
  const report = (): string => startupReport(gateway.gateway, served);
  const commands = (): string[] =>
    report()
      .split('\n')
      .filter((line) => line.startsWith('  curl') || line.startsWith('  head'));
  const tokenOf = async (tenant: string): Promise<string> =>
    (await readFile(dir.join(`.mizuchi/demo/${tenant}.jwt`), 'utf8')).trim();
  const stored = async (): Promise<string[]> => {
    const entries = await readdir(dir.join('data'), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.map((file) => file.slice(dir.join('data').length)).filter((file) => !file.includes('/.mizuchi/'));
  };
  async function put(path: string, headers: Record<string, string> = {}): Promise<number> {
    const answer = await fetch(`${gateway.url}${path}`, { method: 'PUT', body: 'x', headers });
    await answer.arrayBuffer();
    return answer.status;
  }
  const bearer = async (tenant: string): Promise<Record<string, string>> => ({
    Authorization: `Bearer ${await tokenOf(tenant)}`,
  });

  describeWith(['curl'], 'the commands that start prints', () => {
    it('store for acme, and send nothing of 200 MB for globex', async () => {
      await start();
      expect(commands()).toHaveLength(4);
      const printed: string[] = [];
      for (const line of commands()) printed.push((await runClient('sh', ['-c', line], { cwd: dir.path })).stdout);
      expect(printed).toEqual(['README.md\n', '200, 7 bytes sent\n', '', '403, 0 bytes sent\n']);
      expect((await stat(dir.join('data/large.bin'))).size).toBe(200_000_000);
      expect(gateway.accessLog().map(({ status, bytes }) => [status, bytes])).toEqual([
        [200, 7],
        [200, 7],
        [403, 0],
      ]);
      expect((await stored()).sort()).toEqual(['/large.bin', '/private/acme/README.md', '/uploads/README.md']);
    });
  });

  it('keeps the tenants apart', async () => {
    await start();
    const [acme, globex] = [await bearer('acme'), await bearer('globex')];
    expect(await put('/private/acme/a', acme)).toBe(200);
    expect(await put('/private/globex/a', globex)).toBe(200);
    for (const path of ['/private/globex/b', '/private/b', '/private/acme', '/private/acmee/b', '/private/x/acme/b']) {
      expect([path, await put(path, acme)]).toEqual([path, 403]);
    }
    expect(await put('/private/acme/b', globex)).toBe(403);
    expect(await put('/private/acme/b')).toBe(401);
    expect(await put('/private/acme%2F..%2Fglobex/b', acme)).toBe(400);
    expect((await stored()).sort()).toEqual(['/private/acme/a', '/private/globex/a']);
  });

  it('keeps them apart for uploads in parts, and answers no question about objects', async () => {
    await start();
    const [acme, globex] = [await bearer('acme'), await bearer('globex')];
    const url = `${gateway.url}/private/acme/a`;
    expect((await fetch(`${url}?uploads`, { method: 'POST', headers: globex })).status).toBe(403);
    expect((await fetch(`${url}?uploads`, { method: 'POST', headers: acme })).status).toBe(200);
    for (const method of ['HEAD', 'GET', 'DELETE']) {
      expect((await fetch(url, { method, headers: globex })).status).toBe(405);
    }
  });

  it('prints and logs where the tokens are, and never a token or a key', async () => {
    await start();
    for (const tenant of ['acme', 'globex']) await put('/private/acme/a', await bearer(tenant));
    const seen = report() + JSON.stringify(gateway.log);
    expect(seen).toContain(dir.join('.mizuchi/demo/acme.jwt'));
    for (const tenant of ['acme', 'globex']) expect(seen).not.toContain((await tokenOf(tenant)).split('.')[1]);
    expect(seen).not.toContain('PRIVATE KEY');
    expect(JSON.stringify(served)).not.toMatch(/PRIVATE KEY|eyJ/);
  });

  it('takes the tokens after a restart too', async () => {
    await start();
    const before = await tokenOf('acme');
    await gateway.close();
    await start();
    expect(await tokenOf('acme')).toBe(before);
    expect(await put('/private/acme/a', await bearer('acme'))).toBe(200);
  });

  it('is left out where the state directory cannot be written, and the rest works', async () => {
    await writeFile(dir.join('file'), '');
    await start(dir.join('file'));
    expect(served.config.buckets.map(({ name }) => name)).toEqual(['uploads']);
    expect(report()).toContain(`The demo bucket private is left out: ${dir.join('file/demo')} cannot be used (`);
    expect(report()).not.toContain('Bearer');
    expect(await put('/private/acme/a')).toBe(404);
    expect(await put('/uploads/a')).toBe(200);
    const client = new S3Client({
      endpoint: gateway.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key: 'b' }));
    expect(UploadId).toEqual(expect.any(String));
    client.destroy();
  });
});
