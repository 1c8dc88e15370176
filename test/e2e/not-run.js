/** Lists by name and count what did not run, and what it would need: their names say so. */
module.exports = class NotRun {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) => file.testResults).filter((test) => test.status === 'pending');
    const counts = new Map();
    for (const { ancestorTitles } of skipped) {
      const suite = ancestorTitles.join(' › ');
      counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
    console.log(`\nnot run: ${skipped.length} of ${results.numTotalTests} tests`);
    for (const [suite, count] of counts) console.log(`  ${count}: ${suite}`);
  }
};
