import { expect, it, jest } from '@jest/globals';
import { describeOnBothStores } from '../support/clients/client-subject.js';
import { BUCKET } from '../support/clients/upload-target.js';
import { runClient } from '../support/run-client.js';

jest.setTimeout(300_000);

interface JestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Runs the acceptance suite as whoever accepts a gateway does, but for the address. */
async function runAcceptance(url: string | undefined): Promise<{ report: JestReport; stderr: string }> {
  const options = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--json', '--runInBand'];
  const { stdout, stderr } = await runClient(
    process.execPath,
    [...options, '--coverage=false', '--selectProjects', 'acceptance'],
    { env: { MIZUCHI_ACCEPTANCE_URL: url }, timeoutMs: 280_000 },
  );
  return { report: JSON.parse(stdout) as JestReport, stderr };
}

describeOnBothStores('the acceptance suite', (subject) => {
  it('passes', async () => {
    const { report, stderr } = await runAcceptance(`${subject.target.gateway.url}/${BUCKET}`);
    if (report.numFailedTests + report.numRuntimeErrorTestSuites > 0) throw new Error(stderr);
    expect(report).toMatchObject({ numPendingTests: 0, numFailedTests: 0 });
    expect(report.numPassedTests).toBeGreaterThan(40);
  });
});

it('the acceptance suite says what it needs', async () => {
  const { report, stderr } = await runAcceptance(undefined);
  expect(report).toMatchObject({ numPassedTests: 0, numRuntimeErrorTestSuites: 3 });
  expect(stderr).toContain('MIZUCHI_ACCEPTANCE_URL is not set. Give the URL of a bucket');
});
