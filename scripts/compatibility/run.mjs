// `npm run compatibility`: runs the clients and writes docs/compatibility.json and docs/compatibility.md.
// Arguments go to Jest: with `-- -t minio-go` the records of the other clients stay.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '../setup/run-tests.mjs';
import { fail, SetupError } from '../setup/say.mjs';
import { ensureRclone } from '../test-occasional-clients.mjs';
import { PAGE, readRecords, RECORDS, renderPage } from './page.mjs';

const nameOf = ({ client, store, transport }) => `${client} ${store} ${transport}`;

/** Those of clients that are not at hand today stay, with the day on which they ran. */
function merge(old, fresh) {
  const today = new Date().toISOString().slice(0, 10);
  const kept = old.filter((run) => !fresh.some((one) => one.client === run.client));
  return [...kept, ...fresh.map((run) => ({ ...run, date: today }))].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

try {
  const folder = mkdtempSync(join(tmpdir(), 'mizuchi-compatibility-'));
  try {
    process.env.MIZUCHI_COMPATIBILITY = folder;
    await ensureRclone();
    const args = [
      ...process.argv.slice(2),
      '--selectProjects',
      'e2e',
      '--coverage=false',
      '--testPathPatterns',
      'e2e/compatibility-',
    ];
    if ((await runTests(args)) !== 0) throw new SetupError('The page stays as it is: not all clients did as expected.');
    const fresh = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    const runs = merge(existsSync(RECORDS) ? readRecords() : [], fresh);
    writeFileSync(RECORDS, `${JSON.stringify(runs, null, 1)}\n`);
    writeFileSync(PAGE, renderPage(runs));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  fail(error);
}
