const unit = require('../../../jest.config.js');

/** Deploys for real, with the CDK CLI, to an AWS on this machine: slow, and needs Python, so no part of `npm test`. */
module.exports = {
  ...unit,
  rootDir: '../../..',
  testMatch: ['<rootDir>/test/e2e/aws/*.e2e.ts'],
  globalSetup: '<rootDir>/test/e2e/aws/setup.ts',
  globalTeardown: '<rootDir>/test/e2e/aws/teardown.ts',
  testTimeout: 180_000,
  verbose: true,
};
