import { writeFileSync } from 'node:fs';

/** Jest reporter: leaves the counts in the file that MIZUCHI_TEST_COUNTS names, for the last line of `npm test`. */
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.MIZUCHI_TEST_COUNTS;
    if (file === undefined) return;
    const counts = {
      passed: results.numPassedTests,
      // A file that could not even be loaded has no tests to count, yet it has failed.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(file, JSON.stringify(counts));
  }
}
