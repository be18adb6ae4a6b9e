import { readFile } from 'node:fs/promises';

/** What a process holds, in bytes. */
export interface ProcessMemory {
  /** Resident pages, shared ones included. */
  readonly rss: number;
  /** Resident pages that are anonymous memory of the process alone. */
  readonly anonymous: number;
  /** Resident shared memory: tmpfs, memfd and shared anonymous mappings that are mapped. */
  readonly shmem: number;
}

function kibibytes(status: string, field: string): number {
  const value = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return value === undefined ? 0 : Number(value) * 1024;
}

/**
 * Memory of one process from /proc/pid/status (Linux).
 * @throws ENOENT if there is no such process
 */
export async function processMemory(pid: number = process.pid): Promise<ProcessMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return {
    rss: kibibytes(status, 'VmRSS'),
    anonymous: kibibytes(status, 'RssAnon'),
    shmem: kibibytes(status, 'RssShmem'),
  };
}

/** Shared memory of the whole machine in bytes. Pages of a memfd that is written but not mapped are counted only here. */
export async function systemSharedMemory(): Promise<number> {
  return kibibytes(await readFile('/proc/meminfo', 'utf8'), 'Shmem');
}
