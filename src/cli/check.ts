import { configWarnings } from '../modules/config/index.js';
import type { ConfigOptions } from './command-line.js';
import { readConfig } from './read-config.js';

/** `mizuchi-uploadr check`. @returns the exit code */
export function check(options: ConfigOptions): number {
  const read = readConfig(options);
  if (read === undefined) return 1;
  for (const warning of configWarnings(read.config)) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(`${read.file ?? 'the built-in default'}: no faults\n`);
  return 0;
}
