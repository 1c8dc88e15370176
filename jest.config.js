/** Unit tests need no network, no AWS account and no binary; those that use a real program skip themselves by name. */
module.exports = {
  testEnvironment: 'node',
  // All cores: jest leaves one idle unless told otherwise, and there may be two.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
