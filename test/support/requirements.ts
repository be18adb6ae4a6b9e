import { accessSync, constants } from 'node:fs';
import { describe, it } from '@jest/globals';
import { findVersitygw } from './versitygw.js';

/** Programs that tests may need and a machine may lack. */
export type Program = 'aws' | 'curl' | 'python' | 'versitygw';

const VARIABLES: Readonly<Record<Program, string>> = {
  aws: 'MIZUCHI_AWS',
  curl: 'MIZUCHI_CURL',
  python: 'MIZUCHI_PYTHON',
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
