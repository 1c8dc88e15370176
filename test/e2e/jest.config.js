const unit = require('../../jest.config.js');

/** Tests on real programs (`npm run e2e`). They are slow and need programs, so `npm test` does not run them. */
module.exports = {
  ...unit,
  // Tokens and signatures need the real time.
  testEnvironmentOptions: {},
  rootDir: '../..',
  reporters: [...unit.reporters, '<rootDir>/test/e2e/times.js'],
  testMatch: [
    '<rootDir>/test/e2e/*.e2e.ts',
    '<rootDir>/test/environments/real-loki.test.ts',
    '<rootDir>/test/charts/alloy/alloy.test.ts',
  ],
  testTimeout: 180_000,
  verbose: true,
};
