// The Go clients of the end-to-end tests: one program of ours, built once for its content into the user cache.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runQuietly } from './setup/child-process.mjs';
import { fingerprint } from './setup/fingerprint.mjs';
import { withLock } from './setup/lock.mjs';
import { machineEnv, ROOT, shortHash, userCache } from './setup/paths.mjs';
import { SetupError, timed } from './setup/say.mjs';
import { isExecutable } from './test-servers.mjs';

const SOURCE = 'test/support/compatibility/drivers/go';

async function build(target) {
  const folder = dirname(target);
  mkdirSync(dirname(folder), { recursive: true });
  // Built beside its place and moved there whole: a half-written program is never found.
  const draft = mkdtempSync(`${folder}.new-`);
  try {
    const output = join(draft, 'clients');
    const options = { cwd: join(ROOT, SOURCE), env: machineEnv() };
    const { code, output: words, missing } = await runQuietly('go', ['build', '-trimpath', '-o', output, '.'], options);
    if (missing) throw new SetupError('Go is not installed');
    if (code !== 0) throw new SetupError(`go build failed:\n${words.trimEnd()}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @returns {Promise<string>} path of the program: that of MIZUCHI_GO_CLIENTS, else one in the user cache */
export async function resolveGoClients() {
  const given = process.env.MIZUCHI_GO_CLIENTS ?? '';
  if (given !== '') {
    if (isExecutable(given)) return given;
    throw new SetupError(`MIZUCHI_GO_CLIENTS says ${given}, which cannot be executed`);
  }
  const folder = join(userCache(), 'bin', `go-clients-${shortHash(fingerprint(ROOT, [SOURCE]))}`);
  const target = join(folder, 'clients');
  if (isExecutable(target)) return target;
  await withLock(`${folder}.lock`, async () => {
    if (isExecutable(target)) return;
    const text = `Building the Go clients with go build into ${folder} (a minute, once for all clones)`;
    await timed(text, () => build(target));
  });
  return target;
}
