import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const PROGRAM = resolve('bin/mizuchi-uploadr');

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('mizuchi-uploadr', () => {
  let dir: string;
  const children: ChildProcessWithoutNullStreams[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-cli-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(dir, { recursive: true });
  });

  function start(args: string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(PROGRAM, args, { cwd: dir, env: { PATH: process.env['PATH'], ...env } });
    children.push(child);
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const finished = once(child, 'close').then((): Finished => ({ code: child.exitCode, out, err }));
    return { child, finished, err: () => err };
  }
  const run = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> => start(args, env).finished;

  async function serve(config: string) {
    const file = join(dir, 'gateway.yaml');
    await writeFile(file, config);
    const { child, finished, err } = start(['-c', file]);
    while (!err().includes('uploads')) {
      if (child.exitCode !== null) throw new Error(err());
      await delay(20);
    }
    const url = /uploads +(http\S+)/.exec(err())?.[1] ?? '';
    return { child, finished, url };
  }
  const folderConfig = (more = ''): string => `
server: { address: "127.0.0.1:0", timeouts: { drain_grace: 0.3, drain: 5 } }
management: { address: "127.0.0.1:0" }
buckets:
  - { name: uploads, path_prefix: /uploads, filesystem: { root: ./data }, auth: { enabled: false } }
${more}`;

  it('prints its version and its usage', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: 'mizuchi-uploadr 0.1.0\n', err: '' });
    expect((await run(['--help'])).out).toContain('Usage: mizuchi-uploadr');
    expect(await run(['frobnicate'])).toMatchObject({ code: 2, err: expect.stringContaining('unknown command') });
  });

  it('prints ten faults with path and line at once, and exits 1', async () => {
    const file = join(dir, 'bad.yaml');
    await writeFile(
      file,
      `sever: {}
server: { address: 8080, timeouts: { headers: soon } }
buckets:
  - name: UPPER
    path_prefix: uploads
    s3: { bucket: b, access_key: only }
    auth: { enabled: true }
  - name: b
    path_prefix: /health
    filesystem: { root: "\${UNSET_ROOT}" }
    operations: [upload, Frobnicate]
    auth: { enabled: false }
    upload: { max_size: 5 GB }
logging: { level: loud }
`,
    );
    const result = await run(['check', '-c', file]);
    expect(result).toMatchObject({ code: 1, out: '' });
    const faults = result.err.split('\n').filter((line) => /bad\.yaml:\d+:\d+/.test(line));
    expect(faults.length).toBeGreaterThanOrEqual(10);
    expect(result.err).toContain('did you mean "server"');
    expect(result.err).toContain('UNSET_ROOT');
    expect((await run(['-c', file])).code).toBe(1);
  });

  it('accepts a good configuration, from the flag or the environment', async () => {
    const file = join(dir, 'good.yaml');
    await writeFile(file, folderConfig().replace('127.0.0.1:0', '0.0.0.0:0'));
    expect(await run(['--test', '-c', file])).toMatchObject({ code: 0, err: expect.stringContaining('has no auth') });
    expect(await run(['check'], { MIZUCHI_CONFIG: file })).toMatchObject({ code: 0 });
    expect(await run(['check', '-c', join(dir, 'missing.yaml')])).toMatchObject({ code: 1 });
  });

  it('says when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await writeFile(join(dir, 'config.yaml'), folderConfig().replace('127.0.0.1:0', `127.0.0.1:${port}`));
    const result = await run([]);
    other.close();
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining(`127.0.0.1:${port} is already in use`) });
  });

  it('finishes an upload in flight after SIGTERM, refuses readiness meanwhile, and exits 0', async () => {
    const { child, finished, url } = await serve(folderConfig());
    const { hostname, port } = new URL(url);
    const { connect } = await import('node:net');
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (text: Buffer) => (answer += text.toString()));
    socket.write('PUT /uploads/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234');
    await delay(200);
    child.kill('SIGTERM');
    await delay(100);
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    await delay(500);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    socket.write('56789');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(await finished).toMatchObject({ code: 0 });
    expect(await readFile(join(dir, 'data', 'slow'), 'utf8')).toBe('0123456789');
  });

  it('cuts what does not finish within timeouts.drain, and stores nothing of it', async () => {
    const { child, finished, url } = await serve(folderConfig().replace('drain: 5', 'drain: 0.3'));
    const { hostname, port } = new URL(url);
    const { connect } = await import('node:net');
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write('PUT /uploads/stuck HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234');
    await delay(200);
    child.kill('SIGTERM');
    expect(await finished).toMatchObject({ code: 0 });
    await expect(readFile(join(dir, 'data', 'stuck'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
