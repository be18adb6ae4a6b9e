import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const POLL_MS = 200;
/** A lock without a readable owner is one whose maker died between two system calls. */
const UNOWNED_MS = 10_000;

/** Start time of a process in clock ticks (proc(5), field 22): tells a process from a later one with its id. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return started === startTime(pid);
}

function readOwner(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function ageMs(directory) {
  try {
    return Date.now() - statSync(directory).mtimeMs;
  } catch {
    return 0;
  }
}

function isStale(directory) {
  const owner = readOwner(directory);
  if (owner === undefined) return ageMs(directory) > UNOWNED_MS;
  // The process of another machine or container cannot be looked at from here.
  return owner.host === hostname() && !isAlive(owner);
}

function tryMakeDirectory(directory) {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose owner is gone. Two at once would remove each other's fresh lock, so this needs a lock too. */
function removeStale(directory) {
  const breaking = `${directory}.breaking`;
  if (!tryMakeDirectory(breaking)) {
    if (ageMs(breaking) > UNOWNED_MS) rmSync(breaking, { recursive: true, force: true });
    return;
  }
  try {
    if (isStale(directory)) rmSync(directory, { recursive: true, force: true });
  } finally {
    rmSync(breaking, { recursive: true, force: true });
  }
}

function writeOwner(directory) {
  const owner = { pid: process.pid, started: startTime(process.pid), host: hostname() };
  const draft = join(directory, 'owner.json.new');
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, join(directory, 'owner.json'));
}

/**
 * Runs `work` while no other process on this machine runs it under the same lock directory.
 * Waits without limit for a living owner and says so; takes over from a dead one.
 */
export async function withLock(directory, work) {
  mkdirSync(dirname(directory), { recursive: true });
  let told = false;
  while (!tryMakeDirectory(directory)) {
    if (isStale(directory)) {
      removeStale(directory);
      continue;
    }
    const owner = readOwner(directory);
    if (!told && owner !== undefined) {
      say(`Waiting for process ${owner.pid} on ${owner.host}, which is doing the same (lock: ${directory})`);
      told = true;
    }
    await sleep(POLL_MS);
  }
  try {
    writeOwner(directory);
    return await work();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
