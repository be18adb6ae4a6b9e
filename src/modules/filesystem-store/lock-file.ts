import { lstat, lutimes, readlink, symlink, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { unlessMissing } from './file-errors.js';
import { currentProcess, formatIdentity, livenessOf, parseIdentity } from './process-identity.js';

/** How long, in milliseconds, a request waits for a lock of another process before it is told to come again. */
const PATIENCE = 30_000;
/** How often a holder shows that it is alive, and after how much silence a lock of another machine is void. */
const HEARTBEAT = 10_000;
const SILENCE = 60_000;
const LONGEST_PAUSE = 50;

/**
 * Runs a task while holding a lock that excludes all other processes.
 *
 * The lock is a symbolic link whose target names its holder: created in one step together with its content (an
 * ordinary lock file exists for a moment without its owner), and exclusive on every POSIX file system. A lock whose
 * holder has died is removed by the next one who wants it; one held by another machine or pid namespace, about which
 * nothing can be known, once it has been silent for a minute.
 *
 * @throws GatewayError OperationAborted when the lock is still taken after 30 seconds
 */
export async function withLockFile<T>(path: string, task: () => Promise<T>): Promise<T> {
  const holder = formatIdentity(await currentProcess());
  await acquire(path, holder);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that has vanished has been taken over; the task cannot be stopped half-way, so there is nothing to do.
    lutimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    if ((await holderOf(path)) === holder) await unlessMissing(unlink(path));
  }
}

/** Removes a lock whose holder is gone, and leaves any other one alone. */
export async function removeStaleLock(path: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder !== undefined && (await isStale(path, holder))) {
    await breakLock(path, holder, formatIdentity(await currentProcess()));
  }
}

async function acquire(path: string, holder: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await symlink(holder, path);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const other = await holderOf(path);
    if (other === undefined) continue;
    if (await isStale(path, other)) {
      await breakLock(path, other, holder);
      continue;
    }
    if (Date.now() > deadline) throw new GatewayError('OperationAborted');
    await sleep(pause * (0.5 + Math.random()));
  }
}

/**
 * Two processes may find the same stale lock. If both simply removed it, the slower one would remove the lock that
 * the faster one has taken since. So the right to break the lock of this holder is a lock itself, and whoever has it
 * looks again: a dead holder never comes back, and nobody else may remove its lock meanwhile.
 */
async function breakLock(path: string, staleHolder: string, holder: string): Promise<void> {
  const right = `${path}.${staleHolder}`;
  await acquire(right, holder);
  try {
    if ((await holderOf(path)) === staleHolder) await unlessMissing(unlink(path));
  } finally {
    await unlessMissing(unlink(right));
  }
}

async function holderOf(path: string): Promise<string | undefined> {
  return unlessMissing(readlink(path));
}

async function isStale(path: string, holder: string): Promise<boolean> {
  const identity = parseIdentity(holder);
  const liveness = identity === undefined ? 'unknown' : await livenessOf(identity);
  if (liveness !== 'unknown') return liveness === 'dead';
  const lock = await unlessMissing(lstat(path));
  return lock !== undefined && Date.now() - lock.mtimeMs > SILENCE;
}
