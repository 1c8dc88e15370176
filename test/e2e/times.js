const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');
const { programsOf } = require('../helpers/not-run.js');

/** Writes the time of each suite to the file that `npm run e2e` names, a line of JSON each: it runs jest several times. */
module.exports = class Times {
  constructor({ testNamePattern }) {
    this.isPart = Boolean(testNamePattern);
  }

  onRunComplete(_contexts, { testResults }) {
    const file = process.env.E2E_TIMES;
    if (!file) return;
    for (const { testFilePath, perfStats, testResults: tests, numFailingTests } of testResults) {
      const skipped = tests.filter(({ status }) => status === 'pending');
      // A run of tests by name skips all others, also whole suites.
      if (this.isPart && skipped.length === tests.length) continue;
      const row = {
        suite: basename(testFilePath),
        seconds: (perfStats.end - perfStats.start) / 1000,
        ran: tests.length - skipped.length,
        failed: numFailingTests,
        notRun: this.isPart ? 0 : skipped.length,
        needs: [...new Set(skipped.flatMap(({ ancestorTitles }) => programsOf(ancestorTitles.join())))],
      };
      appendFileSync(file, `${JSON.stringify(row)}\n`);
    }
  }
};
