// Entry of `npm start`, `npm test` and `npm run setup` on a fresh clone: Node built-ins only.
import { join } from 'node:path';
import { build, isBuilt } from './setup/build.mjs';
import { checkNode } from './setup/check-tools.mjs';
import { run } from './setup/child-process.mjs';
import { dependenciesAreInstalled, installDependencies } from './setup/install-dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { ROOT } from './setup/paths.mjs';
import { fail, say, SetupError } from './setup/say.mjs';

async function setUp() {
  if (dependenciesAreInstalled() && isBuilt()) return;
  await withLock(join(ROOT, '.setup.lock'), async () => {
    await installDependencies();
    await build();
  });
}

const COMMANDS = {
  async setup() {
    await setUp();
    say('Ready: ./bin/mizuchi-uploadr --help');
    return 0;
  },
  async start(args) {
    await setUp();
    return (await run(join(ROOT, 'bin/mizuchi-uploadr'), ['serve', ...args])).code;
  },
  async test(args) {
    await setUp();
    const { runTests } = await import('./setup/run-tests.mjs');
    return runTests(args);
  },
};

try {
  checkNode();
  const [name = '', ...args] = process.argv.slice(2);
  if (!Object.hasOwn(COMMANDS, name))
    throw new SetupError('usage: node scripts/bootstrap.mjs setup | start | test [arguments]');
  process.exitCode = await COMMANDS[name](args);
} catch (error) {
  fail(error);
}
