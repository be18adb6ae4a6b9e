import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNpm } from './check-tools.mjs';
import { runQuietly } from './child-process.mjs';
import { fingerprint, hasStamp, writeStamp } from './fingerprint.mjs';
import { machineEnv, PROJECT_NODE, ROOT } from './paths.mjs';
import { say, SetupError, timed } from './say.mjs';

const STAMP = join(ROOT, 'node_modules/.mizuchi-setup');

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** The platform belongs to it: a folder shared with a container may hold binaries of the other side. */
function wanted() {
  return fingerprint(ROOT, ['package.json', 'package-lock.json'], { extra: `${process.platform}-${process.arch}` });
}

export function dependenciesAreInstalled() {
  return existsSync(PROJECT_NODE) && hasStamp(STAMP, wanted());
}

/** True if somebody ran `npm ci` or `npm install` by hand: npm's own record of node_modules agrees with the lock file. */
function npmHasInstalledTheLock() {
  let installed;
  try {
    installed = readJson('node_modules/.package-lock.json').packages;
  } catch {
    return false;
  }
  const { '': root, ...locked } = readJson('package-lock.json').packages;
  const { dependencies = {}, devDependencies = {} } = readJson('package.json');
  const sameAsked =
    JSON.stringify([root.dependencies ?? {}, root.devDependencies ?? {}]) ===
    JSON.stringify([dependencies, devDependencies]);
  return (
    sameAsked &&
    Object.entries(locked).every(
      ([path, { version, integrity, optional }]) =>
        (installed[path]?.version === version && installed[path]?.integrity === integrity) ||
        (optional === true && installed[path] === undefined),
    )
  );
}

async function projectNodeVersion() {
  if (!existsSync(PROJECT_NODE)) return undefined;
  const { code, output } = await runQuietly(PROJECT_NODE, ['--version']);
  return code === 0 ? output.trim().replace(/^v/, '') : undefined;
}

async function checkProjectNode() {
  const wantedVersion = readJson('package.json').dependencies.node;
  const version = await projectNodeVersion();
  if (version === wantedVersion) return;
  const found = version === undefined ? 'It is not there' : `Node ${version} is there`;
  throw new SetupError(
    `The install script of the package \`node\` should have put Node ${wantedVersion} at node_modules/node/bin/node. ${found}.\n` +
      'Either install scripts are blocked (see `npm config get ignore-scripts`; package.json allows those that are needed\n' +
      'under "allowScripts"), or the script could not reach the registry. To run that script alone:\n' +
      '  npm rebuild node --ignore-scripts=false --foreground-scripts',
  );
}

async function npmCi() {
  await checkNpm();
  // Tools for the build and the tests are development dependencies, also where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  const { code, output } = await runQuietly('npm', args, { cwd: ROOT, env: machineEnv() });
  if (code === 0) return;
  say(output.trimEnd());
  throw new SetupError('`npm ci` failed; its words are above.');
}

/** Brings node_modules to what package-lock.json says. Does nothing if it is there. */
export async function installDependencies() {
  if (dependenciesAreInstalled()) return;
  const adoptable =
    npmHasInstalledTheLock() && (await projectNodeVersion()) === readJson('package.json').dependencies.node;
  if (!adoptable) {
    await timed(
      'Installing dependencies with npm ci (half a minute to a few minutes, depending on the network)',
      npmCi,
    );
    await checkProjectNode();
  }
  writeStamp(STAMP, wanted());
}
