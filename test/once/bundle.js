const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { makeFolder } = require('./folder');

/**
 * Bundles the programs before all tests, so that tests that start them run the sources as they are, and not by the slow
 * way that bin/start.cjs takes when sources are newer than what was built.
 */
module.exports = () => {
  const root = join(__dirname, '../..');
  const { status } = spawnSync(process.execPath, ['scripts/bundle.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('scripts/bundle.mjs failed');
  makeFolder();
};
