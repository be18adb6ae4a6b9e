import { parseArgs } from 'node:util';
import { LOG_LEVELS } from '../common/log-levels.js';
import type { LogLevel } from '../common/log-levels.js';

/** Options of `serve` and `check`. */
export interface ConfigOptions {
  /** `-c`: configuration file. */
  readonly config: string | undefined;
  /** `-l`: replaces `logging.level`. */
  readonly level: LogLevel | undefined;
}

/** Options of `presign`. */
export interface PresignOptions {
  readonly config: string | undefined;
  /** Name of the bucket in the configuration. */
  readonly bucket: string;
  readonly key: string;
  /** Whole seconds, 1 to 604,800. */
  readonly expiresIn: number;
  readonly contentType: string | undefined;
  /** Origin that clients use, such as `https://uploads.example.com`. */
  readonly endpoint: string | undefined;
}

/** Options of `credentials`. */
export interface CredentialsOptions {
  readonly config: string | undefined;
  /** File with the identity token. */
  readonly tokenFile: string;
  /** Absent: the only role of the configuration. */
  readonly role: string | undefined;
  /** Origin of the gateway. Absent: where the configuration says it listens. */
  readonly endpoint: string | undefined;
}

export type Command =
  | { readonly kind: 'credentials'; readonly options: CredentialsOptions }
  | { readonly kind: 'presign'; readonly options: PresignOptions }
  | { readonly kind: 'serve' | 'check'; readonly options: ConfigOptions }
  | { readonly kind: 'version' | 'help' }
  | { readonly kind: 'fault'; readonly message: string };

export const USAGE = `Usage: mizuchi-uploadr [serve] [-c FILE] [-l LEVEL]
       mizuchi-uploadr check [-c FILE]
       mizuchi-uploadr presign [-c FILE] --bucket NAME --key KEY [--expires 15m]
                               [--content-type TYPE] [--endpoint URL]
       mizuchi-uploadr credentials [-c FILE] --token-file FILE [--role NAME] [--endpoint URL]

Commands:
  serve               serve uploads (the default)
  check               validate the configuration, print every fault, exit 1 if there is one
  presign             print a URL that lets whoever has it upload one object for a while
  credentials         log in with an identity token and print keys for a while, as the setting
                      credential_process of AWS clients wants them

Options:
  -c, --config FILE   configuration; else MIZUCHI_CONFIG, else ./config.yaml, else a built-in
                      default that stores uploads under ./data/uploads
  -l, --level LEVEL   log level: ${LOG_LEVELS.join(', ')}
      --bucket NAME   presign: bucket in the configuration
      --key KEY       presign: key of the object, not encoded
      --expires TIME  presign: seconds, or a number with s, m or h; at most 7 days (15m)
      --content-type TYPE
                      presign: the only Content-Type that is taken
      --token-file FILE
                      credentials: file with the identity token
      --role NAME     credentials: role to assume, if the configuration has more than one
      --endpoint URL  presign, credentials: where clients reach the gateway, if not at
                      server.public_hosts or server.address
      --test          the same as check
      --version       print the version
  -h, --help          print this
`;

const OPTIONS_OF = {
  presign: ['bucket', 'key', 'expires', 'content-type', 'endpoint'],
  credentials: ['token-file', 'role', 'endpoint'],
} as const;
const OF_ONE_COMMAND = [...new Set([...OPTIONS_OF.presign, ...OPTIONS_OF.credentials])];
const MOST_SECONDS = 604_800;
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

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
        bucket: { type: 'string' },
        key: { type: 'string' },
        expires: { type: 'string' },
        'content-type': { type: 'string' },
        endpoint: { type: 'string' },
        'token-file': { type: 'string' },
        role: { type: 'string' },
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
  const own: readonly string[] = name === 'presign' || name === 'credentials' ? OPTIONS_OF[name] : [];
  const foreign = OF_ONE_COMMAND.find((option) => values[option] !== undefined && !own.includes(option));
  if (foreign !== undefined) return { kind: 'fault', message: `--${foreign} does not go with ${name}` };
  const { endpoint } = values;
  if (endpoint !== undefined && !/^https?:\/\/[^/?#@\s]+$/.test(endpoint)) {
    return { kind: 'fault', message: '--endpoint takes an origin such as https://uploads.example.com' };
  }
  if (name === 'presign' && rest.length === 0) return presignCommand(values);
  if (name === 'credentials' && rest.length === 0) return credentialsCommand(values);
  if ((name !== 'serve' && name !== 'check') || rest.length > 0) {
    return { kind: 'fault', message: `unknown command "${positionals.join(' ')}"` };
  }
  const level = LOG_LEVELS.find((known) => known === values.level);
  if (values.level !== undefined && level === undefined) {
    return { kind: 'fault', message: `unknown log level "${values.level}"` };
  }
  return { kind: values.test === true ? 'check' : name, options: { config: values.config, level } };
}

type Values = Readonly<Partial<Record<(typeof OF_ONE_COMMAND)[number] | 'config', string | undefined>>>;

function credentialsCommand({ config, role, endpoint, 'token-file': tokenFile = '' }: Values): Command {
  if (tokenFile === '') return { kind: 'fault', message: 'credentials needs --token-file' };
  return { kind: 'credentials', options: { config, tokenFile, role, endpoint } };
}

function presignCommand(values: Values): Command {
  const { bucket, key, endpoint, config, expires = '15m', 'content-type': contentType } = values;
  if (bucket === undefined || key === undefined || key === '') {
    return { kind: 'fault', message: 'presign needs --bucket and --key' };
  }
  const parts = /^(\d{1,9})([smh]?)$/.exec(expires);
  const expiresIn = Number(parts?.[1]) * (SECONDS[parts?.[2] ?? ''] ?? 0);
  if (!(expiresIn >= 1 && expiresIn <= MOST_SECONDS)) {
    return { kind: 'fault', message: '--expires takes 1s to 168h' };
  }
  return { kind: 'presign', options: { config, bucket, key, expiresIn, contentType, endpoint } };
}
