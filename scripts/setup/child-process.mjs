import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** npm passes a signal on that the terminal has already sent to everyone; a second one this close is the same one. */
const SAME_SIGNAL_MS = 500;

/**
 * True if a Ctrl-C of the terminal reaches the children by itself: the kernel sends it to the whole
 * foreground group. proc(5), /proc/pid/stat: after the command name come state, ppid, pgrp, session, tty_nr, tpgid.
 */
function inForegroundOfTerminal() {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY === true;
  }
}

/**
 * Runs a command to its end. Signals are passed on to it once, and this process outlives it.
 * @returns {Promise<{code: number, output: string, missing: boolean}>} `code` is the exit code, 128 + n after signal n,
 *   127 if the command does not exist; `output` is what it printed, unless stdio is `inherit`
 */
export function run(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text) => (output += text));
    }
    const lastSeen = new Map();
    const forward = (signal) => {
      const repeated = Date.now() - (lastSeen.get(signal) ?? -Infinity) < SAME_SIGNAL_MS;
      lastSeen.set(signal, Date.now());
      if (!repeated && !(signal === 'SIGINT' && inForegroundOfTerminal())) child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const stopForwarding = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.once('error', (error) => {
      stopForwarding();
      if (error.code === 'ENOENT') resolve({ code: 127, output: `${command}: not found`, missing: true });
      else reject(error);
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve({ code: code ?? 128 + constants.signals[signal], output, missing: false });
    });
  });
}

/** Runs a step of the set-up quietly; what it printed is shown by the caller if it failed. A signal ends the set-up. */
export async function runQuietly(command, args, options = {}) {
  const result = await run(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  if ([130, 143].includes(result.code)) process.exit(result.code);
  return result;
}
