const unit = require('../../../jest.config.js');

/** Tests that deploy with the CDK CLI to a local AWS. They are slow and need Python, so `npm test` does not run them. */
module.exports = {
  ...unit,
  // Tokens and signatures need the real time.
  testEnvironmentOptions: {},
  rootDir: '../../..',
  testMatch: ['<rootDir>/test/e2e/aws/*.e2e.ts'],
  globalSetup: '<rootDir>/test/e2e/aws/setup.ts',
  globalTeardown: '<rootDir>/test/e2e/aws/teardown.ts',
  testTimeout: 180_000,
  verbose: true,
};
