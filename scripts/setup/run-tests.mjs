import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTestClients } from '../test-clients.mjs';
import { ensureTestServers } from '../test-servers.mjs';
import { run } from './child-process.mjs';
import { projectEnv, PROJECT_NODE, ROOT } from './paths.mjs';
import { say } from './say.mjs';

const SUITES = ['unit', 'integration', 'e2e', 'wire', 'fuzz'];
const SUITES_WITHOUT_SERVERS = new Set(['unit', 'fuzz', 'acceptance']);
const LEAST_LINE_COVERAGE = 90;

/** Arguments that change how the suite runs, not what of it. With any other one the coverage is not judged. */
const HARMLESS =
  /^(--coverage|-i|--runInBand|--verbose|--silent|--ci|--bail|--forceExit|--detectOpenHandles|(-w|--maxWorkers)=\S+)$/;

/** The names after `--selectProjects`; Jest reads all words up to the next option as names. */
function selectedSuites(args) {
  const start = args.indexOf('--selectProjects');
  if (start === -1) return undefined;
  const names = args.slice(start + 1);
  const end = names.findIndex((word) => word.startsWith('-'));
  return end === -1 ? names : names.slice(0, end);
}

function jestArguments(args) {
  const has = (pattern) => args.some((arg) => pattern.test(arg));
  const ours = ['--reporters=default', '--reporters=./test/support/plain-reporter.mjs'];
  if (selectedSuites(args) === undefined) ours.push('--selectProjects', ...SUITES);
  if (!has(/^(-i|--runInBand|-w|--maxWorkers)(=|$)/)) ours.push('--maxWorkers=100%');
  if (has(/^--coverage$/)) {
    ours.push('--coverageReporters=text-summary');
    if (args.every((arg) => HARMLESS.test(arg))) {
      ours.push(`--coverageThreshold=${JSON.stringify({ global: { lines: LEAST_LINE_COVERAGE } })}`);
    }
  }
  // Ours last: a list option such as --reporters would take a path that comes after it for one more value.
  return [...args, ...ours];
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Jest was asked for something else than running tests (`--listTests`), or it ended before the first.
    return undefined;
  }
}

/**
 * Runs Jest with the real servers and clients at hand and ends with a plain line of counts.
 * @param {string[]} args passed on to Jest
 * @returns {Promise<number>} exit code
 */
export async function runTests(args) {
  const suites = selectedSuites(args) ?? SUITES;
  const alone = suites.every((suite) => SUITES_WITHOUT_SERVERS.has(suite));
  const programs = alone ? {} : { ...(await ensureTestServers()), ...(await ensureTestClients()) };

  const folder = mkdtempSync(join(tmpdir(), 'mizuchi-tests-'));
  const counts = join(folder, 'counts.json');
  try {
    const env = projectEnv({ ...programs, MIZUCHI_TEST_COUNTS: counts });
    const command = [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ];
    const { code } = await run(PROJECT_NODE, [...command, ...jestArguments(args)], { cwd: ROOT, env });
    const result = readCounts(counts);
    if (code !== 0 && result?.failed === 0) say('No test failed, but the run did: Jest says why above.');
    if (result !== undefined) {
      process.stdout.write(`\n${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped\n`);
    }
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
