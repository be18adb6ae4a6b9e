import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** How a client command is run. */
export interface ClientOptions {
  /** Added to, or with `undefined` taken from, this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Milliseconds until the command is killed and the run fails. Default 60,000. */
  readonly timeoutMs?: number;
  /** What the command reads from stdin; nothing by default. */
  readonly input?: string | Uint8Array | Readable;
}

/** What a client command did. */
export interface ClientResult {
  /** Exit code, or 128 + n after signal n. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is under way. */
export interface RunningClient {
  readonly pid: number;
  readonly result: Promise<ClientResult>;
  /** Sends a signal to the command and its children: they are a process group of their own. */
  kill(signal?: NodeJS.Signals): void;
}

function environment(changes: ClientOptions['env'] = {}): NodeJS.ProcessEnv {
  // A developer's own account and proxy must not leak into what a test sends.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|BOTO_|CURL_|(https?|all|no)_proxy$)/i.test(name),
  );
  const base = { ...Object.fromEntries(inherited), AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' };
  return { ...base, AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PAGER: '', ...changes };
}

function writeInput(child: ChildProcess, input: ClientOptions['input']): void {
  const { stdin } = child;
  if (stdin === null) return;
  // EPIPE: the command ended without reading all of it, and its exit code tells the story.
  stdin.on('error', () => undefined);
  if (input === undefined) stdin.end();
  else if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else input.pipe(stdin);
}

/** Starts a command and returns at once. Its `result` rejects if the command does not exist or runs out of time. */
export function startClient(command: string, args: readonly string[], options: ClientOptions = {}): RunningClient {
  const { env, cwd, timeoutMs = 60_000, input } = options;
  const child = spawn(command, args, { env: environment(env), cwd, detached: true, stdio: 'pipe' });
  const kill = (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, signal);
  };
  const result = new Promise<ClientResult>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const said = `stdout: ${stdout}\nstderr: ${stderr}`;
      if (timedOut) reject(new Error(`${command} ${args.join(' ')}: killed after ${timeoutMs} ms\n${said}`));
      else resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), stdout, stderr });
    });
  });
  writeInput(child, input);
  return { pid: child.pid ?? -1, result, kill };
}

/** Runs a command to its end, whatever its exit code. */
export function runClient(
  command: string,
  args: readonly string[],
  options: ClientOptions = {},
): Promise<ClientResult> {
  return startClient(command, args, options).result;
}
