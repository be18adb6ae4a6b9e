import { embeddedDefaultConfig, formatFault, loadConfig, resolveConfigPath } from '../modules/config/index.js';
import type { GatewayConfig } from '../modules/config/index.js';
import type { ConfigOptions } from './command-line.js';

/** The configuration a command works with, and where it came from: a file's name, or undefined for the default. */
export interface ReadConfig {
  readonly config: GatewayConfig;
  readonly file: string | undefined;
}

/** Loads the configuration and prints every fault. @returns undefined when there was one */
export function readConfig(options: ConfigOptions): ReadConfig | undefined {
  const file = resolveConfigPath({ flag: options.config });
  if (file === undefined) return { config: withLevel(embeddedDefaultConfig(), options), file };
  const result = loadConfig(file);
  if (result.ok) return { config: withLevel(result.config, options), file };
  for (const fault of result.faults) process.stderr.write(`${formatFault(fault)}\n`);
  const count = result.faults.length;
  process.stderr.write(`${file}: ${count} ${count === 1 ? 'fault' : 'faults'}; nothing was started\n`);
  return undefined;
}

function withLevel(config: GatewayConfig, { level }: ConfigOptions): GatewayConfig {
  return level === undefined ? config : { ...config, logging: { ...config.logging, level } };
}
