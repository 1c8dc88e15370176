import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReleaseState, releaseNotes } from '../../scripts/release-notes';
import starter from '../../create/package.json';
import { version } from '../../package.json';
import { ROOT } from '../helpers/cli';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- something new

## [1.2.3] - 2026-02-03

### Fixed

- a fault

## [1.2.2] - 2026-01-02

- older

[1.2.3]: https://example.com/v1.2.3
`;

const STATE: ReleaseState = { version: '1.2.3', starter: ['1.2.3', '1.2.3'], changelog: CHANGELOG, recorded: true };

test('are the part of CHANGELOG.md about the version', () => {
  expect(releaseNotes('v1.2.3', STATE)).toBe('### Fixed\n\n- a fault');
});

test('have no link definitions', () => {
  expect(releaseNotes('v1.2.2', { ...STATE, version: '1.2.2', starter: [] })).toBe('- older');
});

test.each<[string, string, Partial<ReleaseState>, string]>([
  ['the tag is of another version', 'v1.2.4', {}, 'tag v1.2.4: package.json has version 1.2.3; push the tag v1.2.3'],
  ['the tag has no v', '1.2.3', {}, 'tag 1.2.3: package.json has version 1.2.3; push the tag v1.2.3'],
  [
    'the version is not in CHANGELOG.md',
    'v2.0.0',
    { version: '2.0.0', starter: ['2.0.0'] },
    'CHANGELOG.md: no part "## [2.0.0] - YYYY-MM-DD"',
  ],
  [
    'the part has no date',
    'v1.2.3',
    { changelog: CHANGELOG.replace(' - 2026-02-03', '') },
    'CHANGELOG.md: "## [1.2.3]" has no date',
  ],
  [
    'the package behind npm init has another version',
    'v1.2.3',
    { starter: ['1.2.3', '1.2.2'] },
    'create/package.json: names version 1.2.2, and package.json has 1.2.3; run node scripts/version.mjs',
  ],
  ['names and ids are not recorded', 'v1.2.3', { recorded: false }, 'test/released/1.2.3.json does not exist'],
])('are refused if %s', (_, tag, state, message) => {
  expect(() => releaseNotes(tag, { ...STATE, ...state })).toThrow(message);
});

test('exist for the version in package.json', () => {
  const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  expect(releaseNotes(`v${version}`, { version, starter: [starter.version], changelog, recorded: true })).not.toBe('');
  expect(changelog).toContain('\n## [Unreleased]\n');
});
