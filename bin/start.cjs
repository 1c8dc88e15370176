'use strict';
// Runs one of the programs of this folder. What `npm ci` compiled is run, since loading TypeScript takes most of a
// second; in a clone whose sources are newer than that, the sources themselves.
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

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

module.exports = async function start(name) {
  require('node:module').enableCompileCache?.();
  const compiled = join(ROOT, 'dist', 'bin', `${name}.js`);
  if (isCompiled(compiled)) return require(compiled);
  await import('tsx');
  return import(join(ROOT, 'bin', `${name}.ts`));
};
