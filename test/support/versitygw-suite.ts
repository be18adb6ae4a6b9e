import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programPath } from './requirements.js';
import { runClient } from './run-client.js';
import type { Versitygw } from './versitygw.js';

/** Outcome of one case of versitygw's own client suite. */
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  /** What the suite says about a failure, on one line. */
  readonly reason: string;
}

/** Names of all cases that the program knows, in its own order, which changes from run to run. */
export async function listCases(): Promise<string[]> {
  const { stdout } = await runClient(programPath('versitygw'), ['test', '--help']);
  return [...stdout.matchAll(/^ +(\w+) +Runs \1 integration test$/gm)].map(([, name = '']) => name);
}

/**
 * Runs one case against an address. The suite names its buckets `test-bucket-1` and so on in each run, and leaves them
 * behind when a case fails: the store is emptied afterwards.
 */
export async function runCase(name: string, port: number, store: Versitygw): Promise<CaseResult> {
  const keys = ['--access', store.accessKey, '--secret', store.secretKey];
  const args = ['--region', store.region, 'test', ...keys, '--endpoint', `http://127.0.0.1:${port}`, name];
  const program = programPath('versitygw');
  // Cases that make users start `./versitygw`.
  const { code, stdout, stderr } = await runClient(program, args, { cwd: dirname(program) });
  for (const entry of await readdir(store.root)) await rm(join(store.root, entry), { recursive: true, force: true });
  // The suite colours its words.
  const output = `${stdout}\n${stderr}`.replaceAll(/\u001b\[\d+m/g, '');
  const passed = code === 0 && /^PASS /m.test(output);
  const reason = /^FAIL (.*(?:\n(?!PASS|RUN).*)*)/m.exec(output)?.[1] ?? output;
  return { name, passed, reason: passed ? '' : reason.replaceAll(/\s+/g, ' ').trim() };
}
