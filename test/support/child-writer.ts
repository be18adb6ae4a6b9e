import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';

const HOOKS = join(import.meta.dirname, 'typescript-hooks.mjs');
const PROGRAM = join(import.meta.dirname, 'filesystem-writer.ts');

/** A running filesystem-writer.ts. */
export class ChildWriter {
  private readonly process: ChildProcess;
  private readonly exited: Promise<unknown>;
  private readonly lines: AsyncIterator<string, undefined>;

  constructor(task: string, root: string) {
    const child = spawn(process.execPath, ['--import', HOOKS, PROGRAM, task, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = child;
    this.exited = once(child, 'exit');
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line of its output; undefined when it has ended. */
  async nextLine(): Promise<string | undefined> {
    const line: IteratorResult<string, undefined> = await this.lines.next();
    return line.value;
  }

  /** All that is left of its output, once it has ended by itself. */
  async remainingLines(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.nextLine(); line !== undefined; line = await this.nextLine()) lines.push(line);
    await this.exited;
    return lines;
  }

  /** Ends it at once, without any chance to clean up. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}
