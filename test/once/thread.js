const fs = require('node:fs');
const { createRequire, Module } = require('node:module');
const { dirname, resolve: resolvePath } = require('node:path');
const { Script } = require('node:vm');
const { workerData } = require('node:worker_threads');
require('./clock.js');

/*
 * Runs programs one after the other, each as if it had a process of its own: arguments, variables, standard streams, exit
 * code. Its modules are made anew for each; the bundle is compiled and packages are loaded once, which is most of what a
 * process takes.
 */

const { port, done } = workerData;
const { readFileSync } = fs;
const EVENTS = ['beforeExit', 'exit', 'uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM', 'SIGHUP'];

const compiled = new Map();

/** Runs a bundle, as `require` does the first time. */
function load(program) {
  const version = `${program} ${fs.statSync(program).mtimeMs}`;
  let script = compiled.get(version);
  if (!script) {
    script = new Script(Module.wrap(readFileSync(program, 'utf8')), { filename: program });
    compiled.set(version, script);
  }
  const module = new Module(program);
  module.filename = program;
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(program), module, program, dirname(program));
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
  load(program);
  const status = await exit;
  fs.readFileSync = readFileSync;
  for (const event of EVENTS) process.removeAllListeners(event);
  for (const path of Object.keys(require.cache)) {
    if (!path.includes('/node_modules/') && !path.startsWith(__dirname)) Reflect.deleteProperty(require.cache, path);
  }
  port.postMessage({ status, stdout: stdout(), stderr: stderr() });
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
