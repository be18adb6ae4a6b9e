import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';

/** A versitygw that runs for a test, with plain files as its objects. */
export interface Versitygw {
  /** Origin, such as `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Folder whose sub-folders are the buckets. */
  readonly root: string;
  /** Makes an empty bucket. */
  createBucket(name: string): Promise<void>;
  /** Ends the process and removes its files. */
  stop(): Promise<void>;
}

const ACCESS_KEY = 'versity-access';
const SECRET_KEY = 'versity-secret-key';
const REGION = 'us-east-1';
const START_TRIES = 200;
const TRY_INTERVAL_MS = 50;

/** Starts one on a free port of the loopback. @throws Error when there is no binary, or it does not come up */
export async function startVersitygw(): Promise<Versitygw> {
  const binary = findVersitygw();
  const folder = await mkdtemp(join(tmpdir(), 'versitygw-'));
  const root = join(folder, 'buckets');
  const iam = join(folder, 'iam');
  await Promise.all([mkdir(root), mkdir(iam)]);
  const port = await freePort();
  const output: Buffer[] = [];
  const address = `127.0.0.1:${port}`;
  const args = ['--quiet', '--keep-alive', '--region', REGION, '--port', address, '--iam-dir', iam, 'posix', root];
  const child = spawn(binary, args, {
    env: { ...process.env, ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => output.push(bytes));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw new Error(`versitygw did not start: ${Buffer.concat(output).toString()}`, { cause: error });
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    root,
    createBucket: async (name) => {
      await mkdir(join(root, name));
    },
    stop,
  };
}

/** Path of the binary: MIZUCHI_VERSITYGW, then the PATH, then where `go install` puts it. */
export function findVersitygw(): string {
  const named = process.env['MIZUCHI_VERSITYGW'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = [...folders, ...goBinFolder()].map((path) => join(path, 'versitygw')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'versitygw was not found: set MIZUCHI_VERSITYGW to its path, or install it with ' +
      '"go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"',
  );
}

function goBinFolder(): string[] {
  try {
    return [join(execFileSync('go', ['env', 'GOPATH'], { encoding: 'utf8' }).trim(), 'bin')];
  } catch {
    return [];
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await connects(port)) return;
    await sleep(TRY_INTERVAL_MS);
  }
  throw new Error('it does not listen');
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGTERM');
  });
}
