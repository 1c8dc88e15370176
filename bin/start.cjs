'use strict';
// Runs one of the programs of this folder. What `npm ci` compiled is run, since loading TypeScript takes most of a
// second; in a clone whose sources are newer than that, the sources themselves.
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join, sep } = require('node:path');
const codeCache = require('./code-cache.cjs');

const ROOT = join(__dirname, '..');

/** The file a user edits is no part of the program: it is loaded by itself, whatever it is written in. */
const ENVIRONMENTS = join(ROOT, 'bin', 'environments.ts');

/** The time the youngest source was changed. */
function youngest(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, youngest(path));
    else if (/\.(ts|json)$/.test(entry.name) && path !== ENVIRONMENTS)
      newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

/** Whether what was compiled is of these sources. */
function isCompiled(compiled) {
  const built = statSync(compiled, { throwIfNoEntry: false });
  if (!built) return false;
  // Where the package is installed there are no sources.
  const sources = ['bin', 'lib', 'charts'].map((name) => join(ROOT, name)).filter((folder) => existsSync(folder));
  return sources.every((folder) => youngest(folder) <= built.mtimeMs);
}

/** The command that is run: each loads other modules. */
function command() {
  return process.argv.slice(2, 3).filter((word) => /^[a-z]+$/.test(word));
}

module.exports = async function start(name) {
  const dist = join(ROOT, 'dist');
  const compiled = join(dist, 'bin', `${name}.js`);
  if (isCompiled(compiled)) {
    // What a user writes is no part of it, as it changes.
    const libraries = `${sep}node_modules${sep}`;
    const covers = (path) => path.startsWith(dist + sep) || path.includes(libraries);
    codeCache({ folder: join(dist, 'code-cache'), name: [name, ...command()].join('-'), covers });
    return require(compiled);
  }
  await import('tsx');
  return import(join(ROOT, 'bin', `${name}.ts`));
};
