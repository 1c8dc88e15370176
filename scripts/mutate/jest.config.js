const unit = require('../../jest.config.js');

/** Unit tests of a mutated copy of the repository: those nearest to the mutated files first. */
module.exports = {
  ...unit,
  rootDir: '../..',
  globalSetup: undefined,
  reporters: ['<rootDir>/scripts/mutate/reporter.js'],
  testSequencer: '<rootDir>/scripts/mutate/sequencer.js',
  // Tests that start programs compare whole outputs, and would take most of the time.
  testPathIgnorePatterns: ['<rootDir>/test/(bin|project)/', '/real-loki.test.ts', '/alloy/alloy.test.ts'],
  setupFilesAfterEnv: process.env.MUTANT_SNAPSHOTS === 'count' ? [] : ['<rootDir>/scripts/mutate/ignore-snapshots.js'],
};
