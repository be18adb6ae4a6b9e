import { errorCode } from '../../common/errors/classify.js';
import type { ConfigResult, Environment } from './parse-config.js';
import { parseConfig } from './parse-config.js';
import { readTextFile } from './source/read-text-file.js';

/** Reads a configuration file. Never throws: a file that cannot be read is a fault with line 0. */
export function loadConfig(file: string, env: Environment = process.env): ConfigResult {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    const message = `cannot be read (${errorCode(error) ?? 'unknown reason'})`;
    return { ok: false, faults: [{ file, line: 0, column: 0, path: '', message }] };
  }
  return parseConfig(text, { fileName: file, env });
}
