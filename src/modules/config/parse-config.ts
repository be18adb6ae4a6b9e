import { resolve } from 'node:path';
import { checkBuckets } from './checks/bucket-check.js';
import { checkCredentialsFiles } from './checks/credentials-file-check.js';
import { checkListeners } from './checks/listener-check.js';
import { checkPublicHosts } from './checks/public-hosts-check.js';
import { checkSchema } from './checks/schema-check.js';
import { completeConfig } from './complete-config.js';
import type { ConfigFault } from './config-fault.js';
import { FaultList } from './config-fault.js';
import type { GatewayConfig } from './gateway-config.js';
import { gatewaySchema } from './schema/gateway-schema.js';
import { readDocument } from './source/read-document.js';
import { readTextFile } from './source/read-text-file.js';

/** The variables that `${NAME}` may name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ParseOptions {
  /** How faults name the file. Default `config.yaml`. */
  readonly fileName?: string;
  /** Default: the environment of the process. */
  readonly env?: Environment;
  /** Where relative paths in `${file:...}` and `credentials_file` start. Default: the working directory. */
  readonly baseDir?: string;
  /** Reads what `${file:...}` and `credentials_file` name, by its absolute path. Default: UTF-8 from the file system, at most 4 MiB. */
  readonly readFile?: (path: string) => string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: GatewayConfig }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads a configuration from YAML text. Never throws: everything that is wrong is in `faults`, in file order. */
export function parseConfig(text: string, options: ParseOptions = {}): ConfigResult {
  const { fileName = 'config.yaml', env = process.env, baseDir = '.', readFile = readTextFile } = options;
  const faults = new FaultList(fileName);
  const substitutions = { env, readFile: (path: string) => readFile(resolve(baseDir, path)) };
  const source = readDocument(text, substitutions, faults, 'at least one bucket must be configured');
  if (source === undefined) return { ok: false, faults: faults.sorted() };
  const parsed = checkSchema(gatewaySchema, source, faults);
  checkBuckets(source, faults);
  checkListeners(source, faults);
  checkPublicHosts(source, faults);
  const files = checkCredentialsFiles(source, substitutions.readFile, faults);
  if (parsed === undefined || !faults.isEmpty || files.faults.length > 0) {
    return { ok: false, faults: [...faults.sorted(), ...files.faults] };
  }
  return { ok: true, config: completeConfig(parsed, false, files.credentials) };
}
