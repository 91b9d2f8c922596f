/** A reporter for vitest: writes how many tests passed and failed to the file that COUNTS names. */
import { writeFileSync } from 'node:fs';

export default class Counts {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    // An error outside every test fails the run as well.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      passed += tests.filter((test) => test.result().state === 'passed').length;
      const failedTests = tests.filter((test) => test.result().state === 'failed').length;
      // A file that could not even be loaded has no tests to count.
      failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
    }
    writeFileSync(process.env.COUNTS, `${passed} passed, ${failed} failed\n`);
  }
}
