import { accessSync, constants } from 'node:fs';
import { describe, it } from '@jest/globals';
import { findVersitygw } from './versitygw.js';

/** Programs that tests may need and a machine may lack. */
export type Program =
  'aws' | 'aws2' | 'curl' | 'go-clients' | 'opa' | 'openfga' | 'python' | 'rclone' | 's3cmd' | 'versitygw';

const VARIABLES: Readonly<Record<Program, string>> = {
  aws: 'MIZUCHI_AWS',
  aws2: 'MIZUCHI_AWS2',
  curl: 'MIZUCHI_CURL',
  'go-clients': 'MIZUCHI_GO_CLIENTS',
  opa: 'MIZUCHI_OPA',
  openfga: 'MIZUCHI_OPENFGA',
  python: 'MIZUCHI_PYTHON',
  rclone: 'MIZUCHI_RCLONE',
  s3cmd: 'MIZUCHI_S3CMD',
  versitygw: 'MIZUCHI_VERSITYGW',
};

/** @throws Error that says how to get the program */
export function programPath(program: Program): string {
  if (program === 'versitygw') return findVersitygw();
  const variable = VARIABLES[program];
  const path = process.env[variable] ?? '';
  if (path === '') {
    throw new Error(`${variable} is not set: npm test sets it, and by hand: eval "$(npm run --silent test:env)"`);
  }
  if (path.includes('/')) accessSync(path, constants.X_OK);
  return path;
}

/**
 * `describe` for tests that cannot run without the programs. Where one is missing they fail with CI=true; elsewhere
 * they are reported as skipped and the reason is printed. They never pass unseen.
 */
export function describeWith(programs: readonly Program[], name: string, tests: () => void): void {
  const reasons = programs.map(whyMissing).filter((reason) => reason !== undefined);
  if (reasons.length === 0) {
    describe(name, tests);
    return;
  }
  const reason = reasons.join('; ');
  if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('has the programs it needs', () => {
        throw new Error(reason);
      });
    });
    return;
  }
  skip(name, reason, tests);
}

/** The same for programs that no machine has to have: where one is missing the tests are skipped, with CI=true too. */
export function describeWhereAtHand(programs: readonly Program[], name: string, tests: () => void): void {
  const reasons = programs.map(whyMissing).filter((reason) => reason !== undefined);
  if (reasons.length === 0) describe(name, tests);
  else skip(name, reasons.join('; '), tests);
}

function skip(name: string, reason: string, tests: () => void): void {
  process.stderr.write(`Skipped: ${name}: ${reason}\n`);
  describe.skip(name, tests);
}

function whyMissing(program: Program): string | undefined {
  try {
    programPath(program);
    return undefined;
  } catch (error) {
    return Error.isError(error) ? error.message : String(error);
  }
}
