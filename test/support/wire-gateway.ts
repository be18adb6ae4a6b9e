import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from '@jest/globals';
import { formatFault, parseConfig } from '../../src/modules/config/index.js';
import type { ServerLimits, ServerTimeouts } from '../../src/modules/config/gateway-config.js';
import { eventually } from './eventually.js';
import { folderBucket, startGatewayWith } from './gateway.js';
import type { TestGateway } from './gateway.js';
import { request, verdictOn } from './raw-request.js';

export interface WireGatewayOptions {
  /** Milliseconds. */
  readonly timeouts?: Partial<ServerTimeouts>;
  /** Bytes. */
  readonly limits?: Partial<ServerLimits>;
  /** YAML lines of the bucket `uploads`. */
  readonly bucket?: string;
  /** YAML of further buckets. */
  readonly moreBuckets?: string;
}

const DEFAULT_BUCKET = 'operations: [upload, probe]';

/**
 * A gateway for attacks on the wire, with the open bucket `/uploads` in a folder of its own, and a look at
 * everything that this folder holds.
 */
export class WireGateway {
  private constructor(
    /** Above the bucket's root: nothing but the root and the state directory may ever appear here. */
    readonly folder: string,
    readonly gateway: TestGateway,
  ) {}

  static async start({ timeouts, limits, bucket = DEFAULT_BUCKET, moreBuckets = '' }: WireGatewayOptions = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'mizuchi-wire-'));
    const text = [
      `server: { address: "127.0.0.1:0", state_dir: ${JSON.stringify(join(folder, 'state'))} }`,
      'management: { address: "127.0.0.1:0" }',
      'buckets:',
      folderBucket('uploads', join(folder, 'root'), bucket),
      moreBuckets,
    ].join('\n');
    const result = parseConfig(text, { env: {} });
    if (!result.ok) throw new Error(result.faults.map(formatFault).join('\n'));
    const { config } = result;
    const server = {
      ...config.server,
      timeouts: { ...config.server.timeouts, ...timeouts },
      limits: { ...config.server.limits, ...limits },
    };
    return new WireGateway(folder, await startGatewayWith({ ...config, server }));
  }

  get port(): number {
    return this.gateway.port;
  }

  get root(): string {
    return join(this.folder, 'root');
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await rm(this.folder, { recursive: true });
  }

  /** Path below the root and content of every object, one latin1 character per byte. */
  async objects(): Promise<Record<string, string>> {
    const files = (await filesBelow(this.root)).filter((path) => !path.startsWith('.mizuchi'));
    const read = async (path: string) => [path, await readFile(join(this.root, path), 'latin1')] as const;
    return Object.fromEntries(await Promise.all(files.map(read)));
  }

  /** Files on their way to an object or a part, and the parts and descriptions of uploads in progress. */
  async unfinished(): Promise<string[]> {
    const own = join(this.root, '.mizuchi');
    return [...(await filesBelow(join(own, 'tmp'))), ...(await filesBelow(join(own, 'uploads')))];
  }

  /** Nothing is stored, nothing is left unfinished, and the next request is served. */
  async expectUntouched(objects: Record<string, string> = {}): Promise<void> {
    expect(
      await eventually(
        () => this.unfinished(),
        (files) => files.length === 0,
      ),
    ).toEqual([]);
    expect(await this.objects()).toEqual(objects);
    await this.expectServing();
    expect(await this.objects()).toEqual(objects);
  }

  /** A normal upload succeeds and is removed again. */
  async expectServing(): Promise<void> {
    const key = 'still-serving';
    expect(await verdictOn(this.port, request('PUT', `/uploads/${key}`, 'hello'))).toBe('200');
    expect(await readFile(join(this.root, key), 'utf8')).toBe('hello');
    await rm(join(this.root, key));
  }

  /** Access-log lines from a number on, when there are so many. */
  async accessLog(from: number, count = 1): Promise<readonly Record<string, unknown>[]> {
    const lines = await eventually(
      () => this.gateway.accessLog().slice(from),
      (all) => all.length >= count,
    );
    return lines;
  }
}

/** Relative paths of all files below a folder, sorted; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** TCP connections of this process, when their number has fallen to the expected one. */
export function openSockets(expected = 0): Promise<number> {
  return eventually(
    () => Math.max(countSockets() - LEFT_BY_OTHERS, 0),
    (sockets) => sockets === expected,
  );
}

function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Test files share a process one after the other: what an earlier one left open is not ours. */
const LEFT_BY_OTHERS = countSockets();
