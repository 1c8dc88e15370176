const unit = require('../../jest.config.js');

/** Runs real programs: slow, and they must be there. `npm run e2e`; no part of `npm test`. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/e2e/*.e2e.ts',
    '<rootDir>/test/environments/real-loki.test.ts',
    '<rootDir>/test/charts/alloy/alloy.test.ts',
  ],
  testTimeout: 180_000,
  verbose: true,
};
