const { types } = require('node:util');
const { setFlagsFromString } = require('node:v8');
const { TestEnvironment } = require('jest-environment-node');
const sources = require('./sources.js');
require('./errors.js');

// Most code runs a few times only: V8 makes plain machine code of it at once, and the optimized one, which takes a fifth of
// the time of all tests, of what runs much longer than usual.
setFlagsFromString('--always-sparkplug');
setFlagsFromString('--interrupt-budget=1000000');

/** Texts that all test files of this process share: see test/helpers/remembered.ts. */
const remembered = new Map();

// A promise of a test is one for the sources too, which have other globals.
Object.defineProperty(Promise, Symbol.hasInstance, { value: types.isPromise });

/**
 * Node's environment with the `require` of the process that runs the tests: packages and sources are loaded once per
 * process, not once per test file.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { globalConfig, projectConfig } = config;
    if (globalConfig.watch || globalConfig.watchAll) sources.forget();
    if (projectConfig.testEnvironmentOptions.fixedDay) sources.globals.Date = require('./date.js');
    this.global.Date = sources.globals.Date;
    this.global.requireOnce = require;
    this.global.remembered = remembered;
  }

  async setup() {
    await super.setup();
    sources.mapStackTraces();
    // Jest wants a hundred, which cost more than they say.
    Error.stackTraceLimit = 10;
  }
};
