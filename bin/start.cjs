'use strict';
// Starts one of the programs of this folder. The bundle that `npm ci` built is preferred, since loading TypeScript takes
// most of a second; once a source file of it is newer, the sources themselves run.
const { readFileSync, statSync } = require('node:fs');
const { join, sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const codeCache = require('./code-cache.cjs');
const { missingPackage } = require('./missing-package.cjs');

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** Main file of the bundle of a program. */
const bundleOf = (name) => join(DIST, 'bin', `${name}.js`);

/** Time a file was changed, in milliseconds; undefined if it does not exist. */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** True if the bundle of a program exists and no source file it was built from is newer. An installed package has no sources. */
function isUpToDate(name) {
  const built = changedAt(bundleOf(name));
  const list = join(DIST, 'bin', 'sources.json');
  if (built === undefined || changedAt(list) === undefined) return false;
  return JSON.parse(readFileSync(list, 'utf8')).every((file) => (changedAt(join(ROOT, file)) ?? 0) <= built);
}

/** The command to run: each loads other modules, so each has a cache of its own. */
function command() {
  return process.argv.slice(2, 3).filter((word) => /^[a-z]+$/.test(word));
}

/** Loads a program, which then runs. */
async function load(name) {
  if (isUpToDate(name)) {
    const libraries = `${sep}node_modules${sep}`;
    // Files that the user edits are left out.
    const covers = (path) => path.startsWith(DIST + sep) || path.includes(libraries);
    codeCache({ folder: join(DIST, 'code-cache'), name: [name, ...command()].join('-'), covers });
    return require(bundleOf(name));
  }
  // Its cache is in the shared temporary folder, where others may put code.
  process.env.TSX_DISABLE_CACHE = '1';
  await import('tsx');
  return import(pathToFileURL(join(ROOT, 'bin', `${name}.ts`)).href);
}

/** Reports a package without which not even the program can be loaded, in its words. */
function report(problem) {
  process.exitCode = 1;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ problems: [problem] }, undefined, 2));
  else console.error(`error ${problem.path}: ${problem.found}; ${problem.fix}`);
}

module.exports = async function start(name) {
  try {
    return await load(name);
  } catch (error) {
    const problem = missingPackage(error);
    if (!problem) throw error;
    return report(problem);
  }
};

module.exports.isUpToDate = isUpToDate;
