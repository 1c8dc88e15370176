const unit = require('../../../jest.config.js');

/**
 * Tests of what only a whole process shows: signals, endless loops, what it loads and caches. They start many, and wait for
 * some, so `npm test` does not run them.
 */
module.exports = {
  ...unit,
  rootDir: '../../..',
  testMatch: ['<rootDir>/test/e2e/processes/*.e2e.ts'],
  verbose: true,
};
