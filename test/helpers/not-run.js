const PROGRAMS = require('./programs.json');

/** Programs that a suite needs and this machine lacks, as its title says. */
const programsOf = (suite) => [...suite.matchAll(/\(needs ([^)]+)\)/g)].flatMap(([, list]) => list.split(', '));

/** Lists the tests that were skipped, the programs that they need, and how to get those. */
module.exports = class NotRun {
  constructor({ testNamePattern }) {
    this.isPart = Boolean(testNamePattern);
  }

  onRunComplete(_contexts, { testResults, numTotalTests }) {
    // A run of tests by name skips all others.
    if (this.isPart) return;
    const skipped = testResults.flatMap((file) => file.testResults).filter(({ status }) => status === 'pending');
    if (skipped.length === 0) return;
    const counts = new Map();
    for (const { ancestorTitles, title } of skipped) {
      const suite = ancestorTitles.join(' › ') || title;
      counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
    const needs = [...counts.keys()].map((suite) => [suite, programsOf(suite)]);
    const missing = new Set(needs.flatMap(([, programs]) => programs));
    console.log(
      [
        `\nnot run: ${skipped.length} of ${numTotalTests} tests`,
        ...[...counts].map(([suite, count]) => `  ${count}: ${suite}`),
        ...[...missing].map((name) => `${name}: ${PROGRAMS[name]?.from}`),
      ].join('\n'),
    );
    const unexplained = needs.filter(([, programs]) => programs.length === 0).map(([suite]) => suite);
    if (unexplained.length > 0)
      this.error = new Error(`skipped without a program that is missing: ${unexplained.join('; ')}`);
  }

  /** The error that fails the run. */
  getLastError() {
    return this.error;
  }
};

module.exports.programsOf = programsOf;
