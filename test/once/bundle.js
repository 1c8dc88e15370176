const { spawnSync } = require('node:child_process');
const { statSync } = require('node:fs');
const { join } = require('node:path');
const { isUpToDate } = require('../../bin/start.cjs');
const { makeFolder } = require('./folder');

const ROOT = join(__dirname, '../..');

/** True if the bundle was made from these sources, by this script. */
function isMade() {
  const [script, bundle] = ['scripts/bundle.mjs', 'dist/bin/app.js'].map((file) =>
    statSync(join(ROOT, file), { throwIfNoEntry: false }),
  );
  return bundle?.mtimeMs > script.mtimeMs && ['eks-loki', 'app'].every(isUpToDate);
}

/**
 * Bundles the programs before all tests, so that tests that start them run the sources as they are, and not by the slow
 * way that bin/start.cjs takes when sources are newer than what was built. What `npm ci` built is taken if it is of these sources.
 */
function makeBundle() {
  if (isMade()) return;
  const { status } = spawnSync(process.execPath, ['scripts/bundle.mjs'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('scripts/bundle.mjs failed');
}

module.exports = () => {
  makeFolder();
  makeBundle();
};
module.exports.makeBundle = makeBundle;
