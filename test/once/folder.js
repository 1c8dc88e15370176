const { chmodSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Variable that names the folder of a run, for its end. */
const FOLDER = 'TESTS_FOLDER';

/** Gives all processes of a run one temporary folder of their own, which `removeFolder` removes with all they left. */
exports.makeFolder = () => {
  process.env[FOLDER] = mkdtempSync(join(tmpdir(), 'tests-'));
  // Programs that tests start run as other users.
  chmodSync(process.env[FOLDER], 0o1777);
  process.env.TMPDIR = process.env[FOLDER];
};

exports.removeFolder = () => rmSync(process.env[FOLDER], { recursive: true, force: true, maxRetries: 3 });
