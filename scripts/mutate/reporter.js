const { writeFileSync } = require('node:fs');

/** Writes the names of the tests that failed; with `--bail`, jest ends before it writes results of its own. */
module.exports = class FailedTests {
  onRunComplete(_contexts, { testResults }) {
    const failed = testResults.flatMap(({ testFilePath, testExecError, failureMessage, testResults: tests }) => {
      const names = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
      // A file that cannot be loaded has no tests.
      return names.length === 0 && (testExecError || failureMessage) ? [`${testFilePath} does not load`] : names;
    });
    writeFileSync(process.env.MUTANT_OUTPUT, JSON.stringify(failed));
  }
};
