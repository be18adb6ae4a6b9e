import type { ConfigPath } from './config-path.js';
import { pathText } from './config-path.js';

/** A place in the configuration file. Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a configuration. Never carries a value that could be a secret. */
export interface ConfigFault extends Position {
  readonly file: string;
  /** Path of the key, for example `buckets[0].s3.region`; empty when the fault is about the document. */
  readonly path: string;
  /** A whole sentence that names the path where there is one. */
  readonly message: string;
}

/** The fault as one line for a terminal: `file:line:column message`; without a place when line is 0 (the whole file). */
export function formatFault(fault: ConfigFault): string {
  const place = fault.line === 0 ? ':' : `:${fault.line}:${fault.column}`;
  return `${fault.file}${place} ${fault.message}`;
}

/** Collects the faults of one file, so that an operator sees all of them at once. */
export class FaultList {
  readonly #faults: ConfigFault[] = [];

  constructor(private readonly file: string) {}

  /** Adds `path: problem`, or `problem` alone for the document itself. */
  add(position: Position, path: ConfigPath, problem: string): void {
    this.addSentence(position, path, path.length === 0 ? problem : `${pathText(path)}: ${problem}`);
  }

  /** Adds a message that already says what it is about. */
  addSentence(position: Position, path: ConfigPath, message: string): void {
    const { line, column } = position;
    this.#faults.push({ file: this.file, line, column, path: pathText(path), message });
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** In the order of the file. */
  sorted(): readonly ConfigFault[] {
    return this.#faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }
}
