// `npm run bench:micro [-- NAME]`: each file bench/micro/*.bench.{mjs,ts} in a process of its own, so that none warms another.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './setup/child-process.mjs';
import { PROJECT_NODE, projectEnv, ROOT } from './setup/paths.mjs';
import { fail, say, SetupError } from './setup/say.mjs';

const FOLDER = join(ROOT, 'bench/micro');

try {
  if (!existsSync(PROJECT_NODE) || !existsSync(join(ROOT, 'dist/main.js'))) {
    throw new SetupError('The benches measure the built code: run `npm run setup` first.');
  }
  const [name = ''] = process.argv.slice(2);
  const files = readdirSync(FOLDER).filter((file) => /\.bench\.(mjs|ts)$/.test(file) && file.includes(name));
  if (files.length === 0)
    throw new SetupError(`No file in bench/micro is a bench (*.bench.mjs, *.bench.ts) with "${name}" in its name.`);
  for (const file of files.sort()) {
    say(`\n${file}`);
    const { code } = await run(PROJECT_NODE, ['--expose-gc', join(FOLDER, file)], { cwd: ROOT, env: projectEnv() });
    if (code !== 0) throw new SetupError(`${file} ended with ${code}.`);
  }
} catch (error) {
  fail(error);
}
