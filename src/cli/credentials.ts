import { readFile } from 'node:fs/promises';
import { errorCode } from '../common/errors/classify.js';
import { unescapeXml } from '../common/s3/xml/xml-writer.js';
import type { GatewayConfig } from '../modules/config/index.js';
import type { CredentialsOptions } from './command-line.js';
import { defaultOrigin } from './default-origin.js';
import { readConfig } from './read-config.js';

/** An AWS client waits for its credential_process. Milliseconds. */
const TIMEOUT_MS = 30_000;
const SESSION_NAME = 'mizuchi-uploadr';
/** Longest that STS knows, in seconds: the gateway shortens it to what its configuration and the token allow. */
const LONGEST_SECONDS = '43200';
const WANTED = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'] as const;

/**
 * `mizuchi-uploadr credentials`: exchanges an identity token for the keys of a session and prints them in the form of
 * `credential_process` (AWS SDKs and Tools Reference Guide).
 * @returns the exit code
 */
export async function credentials(options: CredentialsOptions): Promise<number> {
  const target = targetOf(options);
  if (target === undefined) return 1;
  const found = 'fault' in target ? target : await logIn(target, options.tokenFile);
  if ('fault' in found) {
    process.stderr.write(`mizuchi-uploadr: ${found.fault}\n`);
    return 1;
  }
  process.stdout.write(`${JSON.stringify({ Version: 1, ...found }, undefined, 2)}\n`);
  return 0;
}

interface Fault {
  readonly fault: string;
}

interface Target {
  readonly role: string;
  readonly origin: string;
}

/** The configuration is only read for what the command line leaves out. @returns undefined when its faults are printed */
function targetOf({ config, role, endpoint }: CredentialsOptions): Target | Fault | undefined {
  if (role !== undefined && endpoint !== undefined) return { role, origin: endpoint };
  const read = readConfig({ config, level: undefined });
  if (read === undefined) return undefined;
  const origin = endpoint ?? defaultOrigin(read.config);
  if (role !== undefined) return { role, origin };
  const [only, ...others] = rolesOf(read.config);
  if (only === undefined) return { fault: 'no bucket of the configuration has auth.web_identity' };
  return others.length === 0
    ? { role: only, origin }
    : { fault: 'the configuration has several roles: name one with --role' };
}

function rolesOf({ buckets }: GatewayConfig): ReadonlySet<string> {
  return new Set(buckets.flatMap(({ auth }) => (auth.enabled ? (auth.web_identity?.roles ?? []) : [])));
}

async function logIn(
  { role, origin }: Target,
  tokenFile: string,
): Promise<Record<(typeof WANTED)[number], string> | Fault> {
  let token: string;
  try {
    token = (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    return { fault: `${tokenFile} cannot be read (${errorCode(error) ?? 'unknown reason'})` };
  }
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: LONGEST_SECONDS,
    WebIdentityToken: token,
  });
  let answer: string;
  try {
    // A redirect would take the token to another host.
    const response = await fetch(`${origin}/`, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    answer = await response.text();
  } catch (error) {
    const cause = Error.isError(error) ? (error.cause ?? error) : error;
    return { fault: `${origin} cannot be reached (${errorCode(cause) ?? 'no answer'})` };
  }
  return readAnswer(answer, origin);
}

function readAnswer(answer: string, origin: string): Record<(typeof WANTED)[number], string> | Fault {
  const [AccessKeyId, SecretAccessKey, SessionToken, Expiration] = WANTED.map((name) => textOf(answer, name));
  if (
    AccessKeyId !== undefined &&
    SecretAccessKey !== undefined &&
    SessionToken !== undefined &&
    Expiration !== undefined
  ) {
    return { AccessKeyId, SecretAccessKey, SessionToken, Expiration };
  }
  const code = textOf(answer, 'Code');
  if (code === undefined) return { fault: `${origin} does not answer as STS does` };
  return { fault: `${origin} refuses: ${code}: ${textOf(answer, 'Message') ?? ''}` };
}

/** Text of the first element of this name; the answer is flat enough for that. */
function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}
