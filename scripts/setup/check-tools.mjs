import { machineEnv } from './paths.mjs';
import { runQuietly } from './child-process.mjs';
import { SetupError } from './say.mjs';

const LEAST_NODE = [20, 11];
const LEAST_NPM = [10, 0];

function isAtLeast(version, [major, minor]) {
  const [haveMajor = 0, haveMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** The project brings its own Node; the installed one only has to be able to install it. */
export function checkNode(version = process.versions.node) {
  if (isAtLeast(version, LEAST_NODE)) return;
  throw new SetupError(
    `Node ${LEAST_NODE.join('.')} or newer is needed to set up this project; this is Node ${version}.\n` +
      'Install a current one from https://nodejs.org/ and run the command again.',
  );
}

/** Asked only when npm has something to do. */
export async function checkNpm() {
  const { code, output } = await runQuietly('npm', ['--version'], { env: machineEnv() });
  // A warning about the user's configuration may come before the number.
  const version = /^\d+\.\d+\.\d+/m.exec(output)?.[0];
  if (code !== 0 || version === undefined) {
    throw new SetupError(
      'npm is needed to install the dependencies, and `npm --version` does not run. It comes with Node.',
    );
  }
  if (isAtLeast(version, LEAST_NPM)) return;
  throw new SetupError(
    `npm ${LEAST_NPM[0]} or newer is needed; this is npm ${version}. Update it: npm install --global npm@${LEAST_NPM[0]}`,
  );
}
