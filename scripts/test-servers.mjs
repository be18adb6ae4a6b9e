// Real servers for the tests: from the environment, the PATH, or `go install` of a pinned version into the user cache.
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runQuietly } from './setup/child-process.mjs';
import { withLock } from './setup/lock.mjs';
import { machineEnv, userCache } from './setup/paths.mjs';
import { say, SetupError, timed } from './setup/say.mjs';

/**
 * `duration` is what an installation takes.
 * `env` names the variable that holds the program's path, for us to read and for the tests to use.
 * `versionOf` reads the version from what `command --version`, or what `versionArguments` say, prints; undefined if a build
 * does not tell.
 */
const SERVERS = [
  {
    command: 'versitygw',
    env: 'MIZUCHI_VERSITYGW',
    version: 'v1.8.0',
    goPackage: 'github.com/versity/versitygw/cmd/versitygw',
    duration: 'one to two minutes',
    versionOf: (text) => /^Version\s*:\s*(v\d\S*)/m.exec(text)?.[1],
  },
  {
    command: 'opa',
    env: 'MIZUCHI_OPA',
    version: 'v1.22.0',
    goPackage: 'github.com/open-policy-agent/opa',
    duration: 'two to four minutes',
    versionArguments: ['version'],
    versionOf: (text) => prefixed(/^Version: v?(\d\S*)/m.exec(text)?.[1]),
  },
  {
    command: 'openfga',
    env: 'MIZUCHI_OPENFGA',
    version: 'v1.18.1',
    goPackage: 'github.com/openfga/openfga/cmd/openfga',
    duration: 'two to four minutes',
    versionArguments: ['version'],
    versionOf: (text) => prefixed(/version `v?(\d[^`\s]*)`/.exec(text)?.[1]),
  },
];

const prefixed = (version) => (version === undefined ? undefined : `v${version}`);

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function onPath(command) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

async function wantedVersionOnPath(server) {
  const path = onPath(server.command);
  if (path === undefined) return undefined;
  const { output } = await runQuietly(path, server.versionArguments ?? ['--version']);
  const version = server.versionOf(output);
  if (version === undefined || version === server.version) return path;
  say(`${path} is ${version}; the tests are written for ${server.version} (set ${server.env} to use it all the same).`);
  return undefined;
}

async function goInstall(server, target) {
  const folder = dirname(target);
  mkdirSync(dirname(folder), { recursive: true });
  // Installed beside its place and moved there whole: a half-written program is never found.
  const draft = mkdtempSync(`${folder}.new-`);
  try {
    const env = machineEnv({ GOBIN: draft });
    const { code, output, missing } = await runQuietly('go', ['install', `${server.goPackage}@${server.version}`], {
      env,
    });
    if (missing) throw new SetupError('Go is not installed');
    if (code !== 0) throw new SetupError(`go install failed:\n${output.trimEnd()}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Where `go install` puts a program, whether or not it is there yet. */
export function cachedProgram(server) {
  return join(userCache(), 'bin', `${server.command}-${server.version}`, server.command);
}

async function fromCache(server) {
  const target = cachedProgram(server);
  const folder = dirname(target);
  if (isExecutable(target)) return target;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(target)) return;
    const text = `Installing ${server.command} ${server.version} with go install into ${folder} (${server.duration}, once for all clones)`;
    await timed(text, () => goInstall(server, target));
  });
  return target;
}

/** @returns {Promise<string>} path of a program: from the environment, the PATH, or the user cache */
export async function resolveProgram(server) {
  const given = process.env[server.env];
  if (given !== undefined && given !== '') {
    if (isExecutable(given)) return given;
    throw new SetupError(`${server.env} says ${given}, which cannot be executed`);
  }
  return (await wantedVersionOnPath(server)) ?? (await fromCache(server));
}

/**
 * What is missing is a failure where CI=true; elsewhere it is said, and its tests are skipped.
 * @returns {Promise<Record<string, string>>} variables for the tests; the one of a missing server is not in it
 */
export async function ensureTestServers() {
  const variables = {};
  for (const server of SERVERS) {
    try {
      variables[server.env] = await resolveProgram(server);
    } catch (error) {
      reportMissing(`${server.command} ${server.version}`, server.env, error);
    }
  }
  return variables;
}

/** Shared with the test clients: fails where CI=true, else says what will be skipped and why. */
export function reportMissing(what, variable, error) {
  if (!(error instanceof SetupError)) throw error;
  const explicit = process.env[variable] !== undefined && process.env[variable] !== '';
  if (explicit || process.env.CI === 'true') throw new SetupError(`The tests need ${what}: ${error.message}`);
  say(
    `${what} is missing: ${error.message}\n  The tests that need it are skipped. Set ${variable} to a copy to run them.`,
  );
}
