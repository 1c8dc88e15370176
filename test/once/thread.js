const fs = require('node:fs');
const { createRequire, Module } = require('node:module');
const { dirname, join, resolve: resolvePath, sep } = require('node:path');
const { Script } = require('node:vm');
const { workerData } = require('node:worker_threads');
require('./clock.js');

/*
 * Runs programs one after the other, each as if it had a process of its own: arguments, variables, standard streams, exit
 * code. The modules of bin/ are made anew for each; packages, charts and lib are loaded once, as test/once/environment.js
 * loads them: they are compiled to machine code once, which is most of what a process takes.
 */

/** Files of the bundle. */
const BUNDLE = join(__dirname, '../../dist/bin') + sep;

/** Paths of files of the bundle that keep nothing of a command. */
const lasting = new Set(
  JSON.parse(fs.readFileSync(join(BUNDLE, '../lasting.json'), 'utf8')).map((name) => join(BUNDLE, name)),
);

const { port, done } = workerData;
const { readFileSync } = fs;
const EVENTS = ['beforeExit', 'exit', 'uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM', 'SIGHUP'];

const compiled = new Map();

/** Runs a file of the bundle. */
function run(module, file) {
  const version = `${file} ${fs.statSync(file).mtimeMs}`;
  let script = compiled.get(version);
  if (!script) {
    script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file });
    compiled.set(version, script);
  }
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}

const loadFile = Module._extensions['.js'];
Module._extensions['.js'] = (module, file) => (file.startsWith(BUNDLE) ? run : loadFile)(module, file);

/** Starts a program, as `require` does the first time. */
function start(program) {
  const module = new Module(program);
  module.filename = program;
  run(module, program);
}

/** Collects what is written to a standard stream until it is put back. */
function collect(stream) {
  const { write } = stream;
  const chunks = [];
  stream.write = (chunk, ...rest) => {
    chunks.push(String(chunk));
    rest.find((argument) => typeof argument === 'function')?.();
    return true;
  };
  return () => {
    stream.write = write;
    stream.removeAllListeners('error');
    return chunks.join('');
  };
}

port.on('message', async ({ program, args, cwd, env, input }) => {
  const stdout = collect(process.stdout);
  const stderr = collect(process.stderr);
  // A package remembers the first working directory.
  let folder = cwd;
  process.cwd = () => folder;
  process.chdir = (path) => {
    folder = resolvePath(folder, path);
  };
  process.env = { ...env };
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  fs.readFileSync = (file, ...rest) => (file === 0 ? (input ?? '') : readFileSync(file, ...rest));
  const exit = new Promise((resolve) => {
    process.exit = (code = process.exitCode ?? 0) => resolve(code);
  });
  start(program);
  const status = await exit;
  fs.readFileSync = readFileSync;
  for (const event of EVENTS) process.removeAllListeners(event);
  for (const path of Object.keys(require.cache)) {
    const isKept = path.includes('/node_modules/') || path.startsWith(__dirname) || lasting.has(path);
    if (!isKept) Reflect.deleteProperty(require.cache, path);
  }
  port.postMessage({ status, stdout: stdout(), stderr: stderr() });
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
