// S3 clients for the end-to-end tests: those of Python in a virtual environment of the user cache, the others by file.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './setup/child-process.mjs';
import { hasStamp, writeStamp } from './setup/fingerprint.mjs';
import { withLock } from './setup/lock.mjs';
import { machineEnv, ROOT, shortHash, userCache } from './setup/paths.mjs';
import { SetupError, timed } from './setup/say.mjs';
import { resolveGoClients } from './test-go-clients.mjs';
import { occasionalClients } from './test-occasional-clients.mjs';
import { isExecutable, reportMissing } from './test-servers.mjs';

const PINS = join(ROOT, 'scripts/test-clients.txt');
const PROBE = 'import sys; print(sys.version_info >= (3, 10), sys.executable, sys.version)';

/** The Python that makes the environment belongs to its name: an environment does not survive an upgrade. */
async function describePython() {
  const { code, output, missing } = await runQuietly('python3', ['-c', PROBE], { env: machineEnv() });
  if (missing || code !== 0) throw new SetupError('python3 does not run');
  if (!output.startsWith('True')) throw new SetupError('python3 is older than 3.10');
  return output;
}

async function step(command, args) {
  const { code, output } = await runQuietly(command, args, { env: machineEnv({ PYTHONNOUSERSITE: '1' }) });
  if (code !== 0) throw new SetupError(`${command} ${args.join(' ')} failed:\n${output.trimEnd()}`);
}

async function createEnvironment(folder) {
  const pip = ['install', '--quiet', '--no-input', '--disable-pip-version-check', '--requirement', PINS];
  const hasEnsurepip = (await runQuietly('python3', ['-c', 'import ensurepip'], { env: machineEnv() })).code === 0;
  if (hasEnsurepip) {
    await step('python3', ['-m', 'venv', folder]);
    await step(join(folder, 'bin/python'), ['-m', 'pip', ...pip]);
    return;
  }
  // Debian keeps ensurepip in python3-venv. The pip of the machine can install into an environment that has none.
  await step('python3', ['-m', 'venv', '--without-pip', folder]);
  try {
    await step('python3', ['-m', 'pip', '--python', join(folder, 'bin/python'), ...pip]);
  } catch (error) {
    throw new SetupError(`${error.message}\nInstall what is needed with: apt-get install python3-venv`, {
      cause: error,
    });
  }
}

async function fromCache() {
  const key = shortHash(readFileSync(PINS, 'utf8') + (await describePython()));
  const folder = join(userCache(), `python-${key}`);
  const stamp = join(folder, '.complete');
  if (!hasStamp(stamp, key)) {
    await withLock(`${folder}.lock`, async () => {
      if (hasStamp(stamp, key)) return;
      rmSync(folder, { recursive: true, force: true });
      await timed(
        `Installing boto3, the AWS CLI, s3cmd and minio-py with pip into ${folder} (under a minute, once for all clones)`,
        () => createEnvironment(folder),
      );
      writeStamp(stamp, key);
    });
  }
  return programsIn(join(folder, 'bin'));
}

const programsIn = (folder) => ({
  MIZUCHI_PYTHON: join(folder, 'python'),
  MIZUCHI_AWS: join(folder, 'aws'),
  MIZUCHI_S3CMD: join(folder, 's3cmd'),
});

/** What the environment names is taken as it is, but only together. */
function fromEnvironment() {
  const names = Object.keys(programsIn(''));
  const given = names.filter((name) => (process.env[name] ?? '') !== '');
  if (given.length === 0) return undefined;
  const programs = Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
  if (Object.values(programs).every(isExecutable)) return programs;
  throw new SetupError(`${names.join(', ')} must all name a program that can be executed`);
}

async function ensureCurl() {
  const { missing } = await runQuietly('curl', ['--version']);
  if (missing) throw new SetupError('it is not on the PATH; install it with: apt-get install curl');
}

/**
 * What is missing is a failure where CI=true; elsewhere it is said, and its tests are skipped.
 * @returns {Promise<Record<string, string>>} variables for the tests; those of a missing client are not in it
 */
export async function ensureTestClients() {
  const variables = {};
  try {
    Object.assign(variables, fromEnvironment() ?? (await fromCache()));
  } catch (error) {
    reportMissing('boto3, the AWS CLI, s3cmd and minio-py', 'MIZUCHI_PYTHON', error);
  }
  try {
    variables.MIZUCHI_GO_CLIENTS = await resolveGoClients();
  } catch (error) {
    reportMissing('the program of the Go clients', 'MIZUCHI_GO_CLIENTS', error);
  }
  Object.assign(variables, await occasionalClients());
  try {
    await ensureCurl();
    variables.MIZUCHI_CURL = process.env.MIZUCHI_CURL || 'curl';
  } catch (error) {
    reportMissing('curl', 'MIZUCHI_CURL', error);
  }
  return variables;
}
