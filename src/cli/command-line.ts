import { parseArgs } from 'node:util';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Options of `serve` and `check`. */
export interface ConfigOptions {
  /** `-c`: configuration file. */
  readonly config: string | undefined;
  /** `-l`: replaces `logging.level`. */
  readonly level: LogLevel | undefined;
}

export type Command =
  | { readonly kind: 'serve' | 'check'; readonly options: ConfigOptions }
  | { readonly kind: 'version' | 'help' }
  | { readonly kind: 'fault'; readonly message: string };

export const USAGE = `Usage: mizuchi-uploadr [serve] [-c FILE] [-l LEVEL]
       mizuchi-uploadr check [-c FILE]

Commands:
  serve               serve uploads (the default)
  check               validate the configuration, print every fault, exit 1 if there is one

Options:
  -c, --config FILE   configuration; else MIZUCHI_CONFIG, else ./config.yaml, else a built-in
                      default that stores uploads under ./data/uploads
  -l, --level LEVEL   log level: ${LOG_LEVELS.join(', ')}
      --test          the same as check
      --version       print the version
  -h, --help          print this
`;

/** Reads the arguments after the program's name. Never throws: what is wrong comes back as `fault`. */
export function parseCommandLine(args: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string', short: 'c' },
        level: { type: 'string', short: 'l' },
        test: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return { kind: 'fault', message: Error.isError(error) ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [name = 'serve', ...rest] = positionals;
  if ((name !== 'serve' && name !== 'check') || rest.length > 0) {
    return { kind: 'fault', message: `unknown command "${positionals.join(' ')}"` };
  }
  const level = LOG_LEVELS.find((known) => known === values.level);
  if (values.level !== undefined && level === undefined) {
    return { kind: 'fault', message: `unknown log level "${values.level}"` };
  }
  return { kind: values.test === true ? 'check' : name, options: { config: values.config, level } };
}
