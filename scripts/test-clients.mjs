// Python S3 clients for the end-to-end tests, in a virtual environment of the user cache.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './setup/child-process.mjs';
import { hasStamp, writeStamp } from './setup/fingerprint.mjs';
import { withLock } from './setup/lock.mjs';
import { machineEnv, ROOT, shortHash, userCache } from './setup/paths.mjs';
import { SetupError, timed } from './setup/say.mjs';
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
        `Installing boto3 and the AWS CLI with pip into ${folder} (under a minute, once for all clones)`,
        () => createEnvironment(folder),
      );
      writeStamp(stamp, key);
    });
  }
  return { MIZUCHI_PYTHON: join(folder, 'bin/python'), MIZUCHI_AWS: join(folder, 'bin/aws') };
}

/** MIZUCHI_PYTHON and MIZUCHI_AWS of the environment are taken as they are, but only together. */
function fromEnvironment() {
  const { MIZUCHI_PYTHON = '', MIZUCHI_AWS = '' } = process.env;
  if (MIZUCHI_PYTHON === '' && MIZUCHI_AWS === '') return undefined;
  if (isExecutable(MIZUCHI_PYTHON) && isExecutable(MIZUCHI_AWS)) return { MIZUCHI_PYTHON, MIZUCHI_AWS };
  throw new SetupError('MIZUCHI_PYTHON and MIZUCHI_AWS must both name a program that can be executed');
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
    reportMissing('boto3 and the AWS CLI', 'MIZUCHI_PYTHON', error);
  }
  try {
    await ensureCurl();
    variables.MIZUCHI_CURL = process.env.MIZUCHI_CURL || 'curl';
  } catch (error) {
    reportMissing('curl', 'MIZUCHI_CURL', error);
  }
  return variables;
}
