import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Names a process so that another one can tell whether it still runs. The process id alone is not enough: ids are
 * used again, and two containers that share a volume each have a process 1.
 */
export interface ProcessIdentity {
  /** Stands for one boot of one machine and one pid namespace. */
  readonly scope: string;
  readonly pid: number;
  /** Clock ticks between boot and the start of the process; `0` where there is no /proc. */
  readonly start: string;
}

export type Liveness = 'alive' | 'dead' | 'unknown';

let own: Promise<ProcessIdentity> | undefined;

export function currentProcess(): Promise<ProcessIdentity> {
  own ??= identify();
  return own;
}

export function formatIdentity({ scope, pid, start }: ProcessIdentity): string {
  return `${scope}-${pid}-${start}`;
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^([0-9a-f]{12})-([1-9][0-9]*)-([0-9]+)$/.exec(text);
  const [, scope, pid, start] = match ?? [];
  if (scope === undefined || pid === undefined || start === undefined) return undefined;
  return { scope, pid: Number(pid), start };
}

/** `unknown` for a process of another machine, boot or pid namespace: its id means nothing here. */
export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  const current = await currentProcess();
  if (identity.scope !== current.scope) return 'unknown';
  if (current.start === '0') return answersSignals(identity.pid) ? 'alive' : 'dead';
  return (await startOf(identity.pid)) === identity.start ? 'alive' : 'dead';
}

async function identify(): Promise<ProcessIdentity> {
  const facts = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  const scope = createHash('sha256')
    .update([hostname(), ...facts].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return { scope, pid: process.pid, start: (await startOf(process.pid)) ?? '0' };
}

/** proc_pid_stat(5): state is field 3 and start time field 22; field 2, the name, may hold spaces and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has released its locks for good; it only waits for its parent.
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
