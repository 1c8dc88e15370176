'use strict';
// Packages that are not installed, or in part: npm was never run, or it was stopped. This has no package itself.
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const { dependencies: ownDependencies, peerDependencies } = require('../package.json');

/** The nearest folder above one that has a package.json: the bundle of this file is one folder deeper. */
function rootAbove(folder) {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}

const ROOT = rootAbove(__dirname);
const MODULES = `${sep}node_modules${sep}`;

/** Errors of Node about a module that it does not find or cannot read, with the module. */
const MISSING = [
  /^Cannot find (?:module|package) '([^']+)'/,
  /^No "exports" main defined in (\S+?)\/package\.json/,
  /^Package subpath '[^']*' is not defined by "exports" in (\S+?)\/package\.json/,
  /^(?:Invalid package config|Error parsing) (\S+?)\/package\.json/,
];

/** Beginning of the stack of a file that cannot be parsed: its path and line. */
const UNPARSED = /^(\S+):\d+\n/;

/** Name of the package that a module belongs to: `@aws-sdk/client-s3` of `@aws-sdk/client-s3/dist-cjs/index.js`. */
function packageOf(module) {
  const [, name] = /^((?:@[\w.-]+\/)?[\w-][\w.-]*)/.exec(module.replaceAll(sep, '/')) ?? [];
  return name;
}

/** Name of the package whose files a path is in; undefined outside of packages. */
function packageAt(path) {
  const place = path.lastIndexOf(MODULES);
  return place < 0 ? undefined : packageOf(path.slice(place + MODULES.length));
}

/** Module that a message of Node names; undefined for a message about something else. */
function missingModule(message) {
  for (const said of MISSING) {
    const [, module] = said.exec(message) ?? [];
    if (module !== undefined) return module;
  }
  return undefined;
}

/** A package that is missing or not whole, and whether another package asks for it, and no file of the user. */
function missingOf({ name: kind, message, stack = '', requireStack = [] }) {
  const module = missingModule(message);
  if (module === undefined) {
    const [, file] = (kind === 'SyntaxError' && UNPARSED.exec(stack)) || [];
    return { name: file && packageAt(file), isOfPackage: true };
  }
  const importer = packageAt(requireStack[0] ?? / imported from (.+)$/m.exec(message)?.[1] ?? '');
  // A path is that of a file in a package, or one that a package asks for.
  const isPath = /^[./\\]|^[A-Za-z]:|^(?:file|node):/.test(module);
  const name = isPath ? (packageAt(module) ?? importer) : packageOf(module);
  return { name, isOfPackage: isPath || importer !== undefined };
}

/** Project that has this program: a clone, or the one that it was installed in. */
const PROJECT = ROOT.includes(MODULES) ? ROOT.slice(0, ROOT.indexOf(MODULES)) : ROOT;

/** Names of the packages that the project asks for. */
function asked() {
  try {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(PROJECT, 'package.json'), 'utf8'),
    );
    return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  } catch {
    return [];
  }
}

/** Command that installs a package: all that the project asks for, or one that it does not ask for yet. */
function installCommand(name, isOfPackage = false) {
  // A project chooses for itself whether it has a peer, such as the AWS CDK.
  const isOurs = !(name in peerDependencies) && (isOfPackage || name in ownDependencies);
  const isKnown = isOurs || asked().includes(name);
  const all = existsSync(join(PROJECT, 'package-lock.json')) ? 'npm ci' : 'npm install';
  const place = process.cwd() === PROJECT ? '' : ` in ${PROJECT}`;
  return `${isKnown ? all : `npm install ${name}`}${place}`;
}

/** Problem of a package that is not installed, for an error that says so; undefined for another error. */
function missingPackage(error) {
  if (!(error instanceof Error)) return undefined;
  const { name, isOfPackage } = missingOf(error);
  if (name === undefined) return undefined;
  const fix = `run ${installCommand(name, isOfPackage)}`;
  return { path: name, found: 'is not installed, or only in part', fix };
}

module.exports = { installCommand, missingPackage };
