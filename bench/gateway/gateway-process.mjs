import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
const POLL_MS = 50;
const START_TRIES = 400;

/** A port of the loopback that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Tries until something answers. */
export async function until(what, attempt) {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    if (await attempt().catch(() => false)) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${what} did not start`);
}

/** Starts a program whose output is of interest only when it fails. */
export function start(command, args, env = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  child.once('exit', (code) => {
    if (code !== 0 && code !== 143) process.stderr.write(`${command} ended with ${code}:\n${said}`);
  });
  return {
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/**
 * The built gateway as it is delivered, with one bucket `uploads`.
 * @param store YAML of its store
 * @param rules YAML that says who may use it
 */
export async function startGateway(folder, store, rules = 'auth: { enabled: false }') {
  const port = await freePort();
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    `server: { address: "127.0.0.1:${port}", state_dir: ${folder}/state, timeouts: { drain_grace: 1ms } }
management: { address: "127.0.0.1:0" }
logging: { level: warn }
buckets:
  - name: uploads
    path_prefix: /uploads
    ${rules}
    operations: [upload, PostObject, HeadObject]
    ${store}
`,
  );
  const gateway = start(join(ROOT, 'bin/mizuchi-uploadr'), ['-c', config]);
  const url = `http://127.0.0.1:${port}`;
  await until('the gateway', async () => (await fetch(`${url}/ready`)).status === 200);
  return { ...gateway, port, url };
}

/** A versitygw with a bucket `backend`, and the store that leads to it. */
export async function startBackend(binary, folder, buckets) {
  const port = await freePort();
  const keys = { ROOT_ACCESS_KEY: 'bench', ROOT_SECRET_KEY: 'bench-secret-key' };
  const args = ['--quiet', '--region', 'us-east-1', '--port', `127.0.0.1:${port}`, '--iam-dir', folder];
  const server = start(binary, [...args, 'posix', buckets], keys);
  const endpoint = `http://127.0.0.1:${port}`;
  await until('versitygw', async () => (await fetch(endpoint)).status > 0);
  const store = `s3: { bucket: backend, region: us-east-1, endpoint: "${endpoint}", access_key: bench, secret_key: bench-secret-key }`;
  return { ...server, store };
}

const MIB = 1024 ** 2;

function statusField(pid, name) {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(value ?? Number.NaN) * 1024) / MIB;
}

/** Resident memory of a process in MiB; `peak` since the last `forgetPeak`. proc(5). */
export function memoryOf(pid) {
  return {
    rss: statusField(pid, 'VmRSS'),
    anonymous: statusField(pid, 'RssAnon'),
    file: statusField(pid, 'RssFile'),
    peak: statusField(pid, 'VmHWM'),
  };
}

export function forgetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
