import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import type { Environment } from './parse-config.js';

const DEFAULT_FILE = 'config.yaml';

export interface ConfigPathSources {
  /** Value of `-c` / `--config`. */
  readonly flag?: string | undefined;
  /** Default: the environment of the process. */
  readonly env?: Environment;
  /** Default: the working directory. */
  readonly cwd?: string;
}

/**
 * Which file to load: the flag, else MIZUCHI_CONFIG, else `config.yaml` in the directory.
 * @returns undefined when the embedded default applies
 */
export function resolveConfigPath({ flag, env = process.env, cwd = '.' }: ConfigPathSources = {}): string | undefined {
  if (flag !== undefined) return flag;
  const variable = env['MIZUCHI_CONFIG'];
  if (variable !== undefined && variable !== '') return variable;
  const file = join(cwd, DEFAULT_FILE);
  return isAbsent(file) ? undefined : file;
}

/** A file that exists but cannot be examined counts: its fault is better than an unexpected open default. */
function isAbsent(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return errorCode(error) === 'ENOTDIR';
  }
}
