// Clients that a test run uses where they are at hand: rclone takes minutes to build, the AWS CLI 2 is in no registry.
import { runQuietly } from './setup/child-process.mjs';
import { cachedProgram, isExecutable, onPath, resolveProgram } from './test-servers.mjs';

const RCLONE = {
  command: 'rclone',
  env: 'MIZUCHI_RCLONE',
  version: 'v1.76.0',
  goPackage: 'github.com/rclone/rclone',
  duration: 'three to five minutes',
  versionOf: (text) => /^rclone (v\d\S*)/m.exec(text)?.[1],
};

/** Builds rclone into the user cache unless there is one. @returns {Promise<string>} its path */
export const ensureRclone = () => resolveProgram(RCLONE);

async function awsCli2() {
  const path = process.env.MIZUCHI_AWS2 || onPath('aws');
  if (path === undefined) return undefined;
  const { code, output } = await runQuietly(path, ['--version']);
  return code === 0 && output.startsWith('aws-cli/2.') ? path : undefined;
}

/** @returns {Promise<Record<string, string>>} variables for those that are there already */
export async function occasionalClients() {
  const candidates = [process.env.MIZUCHI_RCLONE ?? '', onPath('rclone') ?? '', cachedProgram(RCLONE)];
  const rclone = candidates.find(isExecutable);
  const aws2 = await awsCli2();
  return { ...(rclone && { MIZUCHI_RCLONE: rclone }), ...(aws2 && { MIZUCHI_AWS2: aws2 }) };
}
