const { availableParallelism } = require('node:os');
const { join } = require('node:path');
const SWC = require('./test/once/swc.js');

/** Large packages that keep nothing a test changes: loaded once, which is a quarter of the time of all tests. */
const ONCE = '(aws-cdk-lib|@aws-cdk/[^/]+|constructs|cdk8s|cdk8s-plus-28|cdk-nag|zod|ajv|yaml|js-yaml|typescript)/';

/**
 * Sources that keep nothing either: loaded once, they are compiled to machine code once, which halves the time of all
 * tests. Variables of the process are those of a test file only in `account.ts`, which reads them.
 */
const OWN = `^${join(__dirname, '/').replace(/[^\w/]/g, '\\$&')}(charts|lib)/(?!environment/account\\.ts).*\\.ts$`;

/** Unit tests need no network, no AWS account and no binary; those that use a real program skip themselves by name. */
module.exports = {
  // By default it is in the shared temporary folder, where others may put code.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: '<rootDir>/test/once/environment.js',
  testRunner: '<rootDir>/test/once/runner.js',
  globalSetup: '<rootDir>/test/once/bundle.js',
  globalTeardown: '<rootDir>/test/once/end.js',
  testEnvironmentOptions: { fixedDay: true },
  reporters: ['default', '<rootDir>/test/helpers/not-run.js'],
  // Each worker loads all sources, so more than these cost more time than they save.
  maxWorkers: Math.min(4, availableParallelism()),
  // A worker ends the thread of its commands before it exits, which takes longer on a busy machine.
  workerGracefulExitTimeout: 20_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    [`node_modules/${ONCE}.*\\.c?js$`]: '<rootDir>/test/once/transform.js',
    [OWN]: '<rootDir>/test/once/transform.js',
    '^.+\\.ts$': ['@swc/jest', SWC],
  },
  transformIgnorePatterns: [`node_modules/(?!${ONCE})`],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
