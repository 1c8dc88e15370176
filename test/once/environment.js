const { TestEnvironment } = require('jest-environment-node');

/** Texts that all test files of this process share: see test/helpers/remembered.ts. */
const remembered = new Map();

/**
 * Node's environment with the `require` of the process that runs the tests: modules are loaded once per process, not once
 * per test file.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOnce = require;
    this.global.remembered = remembered;
    // CDK takes a stack trace of every construct, an eighth of the time of a synthesis; two frames are enough.
    Error.stackTraceLimit = 2;
  }
};
