/** Large packages that keep nothing a test changes: loaded once, which is a quarter of the time of all tests. */
const ONCE = '(aws-cdk-lib|@aws-cdk/[^/]+|constructs|cdk8s|cdk8s-plus-28|cdk-nag|zod|ajv|yaml|js-yaml|typescript)/';

/** Unit tests need no network, no AWS account and no binary; those that use a real program skip themselves by name. */
module.exports = {
  // By default it is in the shared temporary folder, where others may put code.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: '<rootDir>/test/once/environment.js',
  globalSetup: '<rootDir>/test/once/bundle.js',
  setupFiles: ['<rootDir>/test/once/clock.js'],
  reporters: ['default', '<rootDir>/test/helpers/not-run.js'],
  // Twice the cores there often are: a third of the time is spent waiting for programs the tests start.
  maxWorkers: 4,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    [`node_modules/${ONCE}.*\\.js$`]: '<rootDir>/test/once/transform.js',
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!${ONCE})`],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
