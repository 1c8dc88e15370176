const hooks = require('node:async_hooks');
const { createRequire } = require('node:module');
const { default: run } = require('jest-circus/runner');

const SequentialStorage = require('./storage.js');

const { jestExpect } = createRequire(require.resolve('jest-circus'))('@jest/expect');
const { customEqualityTesters, matchers } = globalThis[Symbol.for('$$jest-matchers-object')];

jestExpect.addSnapshotSerializer = () => {
  throw new Error(
    'expect.addSnapshotSerializer reaches all test files: write it into snapshotSerializers of jest.config.js',
  );
};

const { any } = jestExpect;

/** Makes `expect.any(String)` of a test file, which has its own `String`, one of the process's. */
function useGlobalsOf(global) {
  const known = new Map(
    ['BigInt', 'Boolean', 'Function', 'Number', 'Object', 'String', 'Symbol'].map((name) => [
      global[name],
      globalThis[name],
    ]),
  );
  jestExpect.any = (sample) => any(known.get(sample) ?? sample);
}

/** Loads a part of the runner with the storage for tests that run one after the other. */
function withSequentialStorage(load) {
  const { AsyncLocalStorage } = hooks;
  hooks.AsyncLocalStorage = SequentialStorage;
  try {
    return load();
  } finally {
    hooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}

/**
 * Jest's runner, with the packages that compare and print, such as `expect`, loaded once per process: loading them for each
 * test file takes longer than the tests of most. What collects and counts tests is still that of a test file, and what a
 * test file adds to `expect` ends with it. Jest is told of a test file and not of each of its tests before: two messages for
 * each of thousands of tests keep two processes busy, and change only the counts that a terminal shows meanwhile.
 */
module.exports = async (globalConfig, config, environment, runtime, testPath) => {
  const load = runtime.requireInternalModule.bind(runtime);
  runtime.requireInternalModule = (from, to) =>
    to ? createRequire(from)(to) : withSequentialStorage(() => load(from));
  useGlobalsOf(environment.global);
  const own = { ...matchers };
  try {
    return await run(globalConfig, config, environment, runtime, testPath);
  } finally {
    for (const name of Object.keys(matchers)) Reflect.deleteProperty(matchers, name);
    Object.assign(matchers, own);
    customEqualityTesters.length = 0;
  }
};
