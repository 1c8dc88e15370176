const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's environment, with a `require` of the process that runs the tests: what it loads, it loads once and not
 * once for each file of tests.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOnce = require;
    // CDK takes a stack trace of all it makes, which is an eighth of a synthesis; two frames say where.
    Error.stackTraceLimit = 2;
  }
};
