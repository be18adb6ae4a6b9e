import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that serves HTTP for a test. */
export interface ProgramServer {
  /** Origin, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Ends the process. May be called twice. */
  stop(): Promise<void>;
}

const START_TRIES = 200;
const TRY_INTERVAL_MS = 50;

/** Starts a program and waits until it answers 200. @throws Error with what it printed when it does not come up */
export async function startProgramServer(
  program: string,
  args: readonly string[],
  url: string,
  healthPath: string,
): Promise<ProgramServer> {
  const output: Buffer[] = [];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => output.push(bytes));
  const stop = (): Promise<void> => end(child);
  for (let tries = 0; tries < START_TRIES && child.exitCode === null; tries += 1) {
    const status = await fetch(`${url}${healthPath}`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return { url, stop };
    await sleep(TRY_INTERVAL_MS);
  }
  await stop();
  throw new Error(`${program} did not start: ${Buffer.concat(output).toString()}`);
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
