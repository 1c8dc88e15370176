const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');

/** Writes the tests that failed, with their files; with `--bail`, jest ends before it writes results of its own. */
module.exports = class FailedTests {
  constructor({ rootDir }) {
    this.root = rootDir;
  }

  onRunComplete(_contexts, { testResults }) {
    const failed = testResults.flatMap(({ testFilePath, testExecError, failureMessage, testResults: tests }) => {
      const file = relative(this.root, testFilePath);
      const names = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
      // A file that cannot be loaded has no tests.
      if (names.length === 0 && (testExecError || failureMessage)) names.push(`${file} does not load`);
      return names.map((name) => ({ file, name }));
    });
    writeFileSync(process.env.MUTANT_OUTPUT, JSON.stringify(failed));
  }
};
