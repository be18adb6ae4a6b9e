import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child-process.mjs';
import { fingerprint, hasStamp, writeStamp } from './fingerprint.mjs';
import { projectEnv, ROOT } from './paths.mjs';
import { say, SetupError, timed } from './say.mjs';

const STAMP = join(ROOT, 'dist/.mizuchi-build');
const MAIN = join(ROOT, 'dist/main.js');
const INPUTS = ['src', 'tsconfig.json', 'tsconfig.build.json', '.swcrc', 'nest-cli.json', 'package-lock.json'];

function wanted() {
  return fingerprint(ROOT, INPUTS, { ignore: (file) => file.endsWith('.spec.ts') });
}

export function isBuilt() {
  return existsSync(MAIN) && hasStamp(STAMP, wanted());
}

/** Compiles src to dist. Does nothing if dist was made from these very files. */
export async function build() {
  const inputs = wanted();
  if (existsSync(MAIN) && hasStamp(STAMP, inputs)) return;
  rmSync(STAMP, { force: true });
  await timed('Building (about ten seconds)', async () => {
    const { code, output } = await runQuietly('nest', ['build'], { cwd: ROOT, env: projectEnv() });
    if (code === 0 && existsSync(MAIN)) return;
    say(output.trimEnd());
    throw new SetupError('The build failed (`nest build`); its words are above.');
  });
  // The files as they were before: one that was changed meanwhile is built again next time.
  writeStamp(STAMP, inputs);
}
