// `node scripts/run.mjs TOOL [arguments]`: a tool of node_modules under the project's Node, whatever Node is installed.
import { existsSync } from 'node:fs';
import { run } from './setup/child-process.mjs';
import { PROJECT_NODE, projectEnv, ROOT } from './setup/paths.mjs';
import { fail, SetupError } from './setup/say.mjs';

try {
  const [tool, ...args] = process.argv.slice(2);
  if (tool === undefined) throw new SetupError('usage: node scripts/run.mjs TOOL [arguments]');
  if (!existsSync(PROJECT_NODE)) throw new SetupError('The dependencies are not installed: run `npm run setup` first.');
  const { code, missing } = await run(tool, args, { cwd: ROOT, env: projectEnv() });
  if (missing) throw new SetupError(`${tool} is neither in node_modules nor on the PATH.`);
  process.exitCode = code;
} catch (error) {
  fail(error);
}
