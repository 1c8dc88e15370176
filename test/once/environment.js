const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's environment with the `require` of the process that runs the tests: modules are loaded once per process, not once
 * per test file.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOnce = require;
    // CDK takes a stack trace of every construct, an eighth of the time of a synthesis; two frames are enough.
    Error.stackTraceLimit = 2;
  }
};
