import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eksLoki, environmentsFile, oneLine, ROOT, withoutAws, workFolder } from '../../helpers/cli';

jest.setTimeout(120_000);

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

/** Folder of temporary files, which a command leaves empty. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'diff-'));

const FIELDS = `account: '111122223333', region: 'us-east-1', cluster: { create: {} }`;

/** Repository with an environment in a folder, whose retention is in a file of its own. */
function repository(): string {
  const folder = workFolder();
  git(folder, 'init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'logs'));
  const text = environmentsFile(`{ dev: { ${FIELDS}, retention } }`);
  writeFileSync(join(folder, 'logs/environments.ts'), `import { retention } from './retention';\n${text}`);
  commit(folder, '7d');
  return folder;
}
function commit(folder: string, retention: string): void {
  writeFileSync(join(folder, 'logs/retention.ts'), `export const retention = '${retention}';\n`);
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', retention);
}
const diff = (folder: string, revision: string, ...more: string[]) =>
  eksLoki(
    ['diff', 'dev', '--environments', 'logs/environments.ts', '--git', revision, ...more],
    folder,
    withoutAws({ TMPDIR: TEMPORARY }),
  );

test('the file of a revision is rendered with what it imports, and the repository stays as it is', () => {
  const folder = repository();
  commit(folder, '14d');
  git(folder, 'tag', 'v2');
  writeFileSync(join(folder, 'logs/retention.ts'), "export const retention = '28d';\n");
  const before = git(folder, 'status', '--short');
  const { status, stdout } = diff(folder, 'v2');
  expect(status).toBe(0);
  expect(stdout).toContain('limits_config.retention_period: 336h → 672h');
  expect(stdout).toMatch(
    new RegExp(`compared with revision ${git(folder, 'rev-parse', '--short=10', 'HEAD')} \\(v2\\)$`, 'm'),
  );
  expect(diff(folder, 'HEAD~1').stdout).toContain('limits_config.retention_period: 168h → 672h');
  expect(git(folder, 'status', '--short')).toBe(before);
  expect(git(folder, 'worktree', 'list').split('\n')).toHaveLength(1);
  expect(readdirSync(TEMPORARY).filter((name) => name.startsWith('eks-loki'))).toEqual([]);
});

test('resources of AWS are synthesized on both sides', () => {
  const folder = repository();
  writeFileSync(join(folder, 'logs/retention.ts'), "export const retention = '28d';\n");
  const { stdout } = diff(folder, 'HEAD', '--aws');
  expect(stdout).toMatch(/^~ dev-Storage AWS::S3::Bucket \w+: updated$/m);
  expect(stdout).toContain('; AWS: 1 updated, compared with revision');
});

test('an environment that the revision does not have is new as a whole', () => {
  const folder = repository();
  const prod = environmentsFile(`{ prod: { ${FIELDS} } }`);
  writeFileSync(join(folder, 'logs/environments.ts'), prod);
  git(folder, 'commit', '-qam', 'prod');
  writeFileSync(join(folder, 'logs/environments.ts'), environmentsFile(`{ dev: { ${FIELDS} } }`));
  const { stdout } = diff(folder, 'main');
  expect(stdout).toMatch(/^\d+ added, 0 changed, 0 removed/m);
  expect(stdout).toContain('note: dev is not in logs/environments.ts of ');
});

test('another version of this package in the lock file of the revision is named', () => {
  const folder = repository();
  const packages = { 'node_modules/cdk-eks-loki': { version: '0.0.9' } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  commit(folder, '8d');
  expect(oneLine(diff(folder, 'main').stdout)).toMatch(
    /note: \w{10} has cdk-eks-loki 0\.0\.9, and .* rendered both sides/,
  );
});

test('packages that are installed now are found by the file of the revision', () => {
  const folder = repository();
  const text = `import { retention } from 'shared';\n${environmentsFile(`{ dev: { ${FIELDS}, retention } }`)}`;
  mkdirSync(join(folder, 'node_modules/shared'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/shared/index.js'), "exports.retention = '9d';\n");
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  writeFileSync(join(folder, 'logs/environments.ts'), text);
  commit(folder, '7d');
  const { stdout, stderr } = diff(folder, 'main');
  expect(stderr).not.toContain('error');
  expect(stdout).toContain('0 added, 0 changed, 0 removed');
});

describe('a revision is refused', () => {
  let folder = '';

  beforeAll(() => {
    folder = repository();
    git(folder, 'branch', 'right');
    git(folder, 'rm', '-rq', 'logs');
    git(folder, 'commit', '-qm', 'empty');
    git(folder, 'branch', 'empty');
    git(folder, 'checkout', '-q', 'right');
    commit(folder, 'wrong');
    git(folder, 'branch', 'wrong');
    commit(folder, '7d');
  });

  test.each([
    ['nothing', 'nothing is not a revision of this repository; name a commit, a branch such as origin/main, or a tag'],
    ['-x', 'is not a revision'],
    ['$(touch x)', 'is not a revision'],
    ['HEAD:logs', 'is not a revision'],
    ['empty', 'logs/environments.ts is not in'],
    ['wrong', 'environments.dev.retention: wrong is not a duration; name a later revision than wrong'],
  ])('%s', (revision, found) => {
    const { status, stderr } = diff(folder, revision);
    expect(status).toBe(1);
    expect(oneLine(stderr)).toContain(found);
    expect(git(folder, 'status', '--short')).toBe('');
  });
});

test('a revision whose file cannot be loaded is refused with the place in its file', () => {
  const folder = repository();
  writeFileSync(join(folder, 'logs/environments.ts'), 'export default {{');
  git(folder, 'commit', '-qam', 'broken');
  git(folder, 'branch', 'broken');
  git(folder, 'checkout', '-q', 'HEAD~1');
  const { status, stderr } = diff(folder, 'broken');
  expect(status).toBe(1);
  expect(oneLine(stderr)).toMatch(
    /^error \w{10} logs\/environments\.ts: cannot be loaded: .* \(logs\/environments\.ts:1:\d+\); name a later/,
  );
});

test('sources of this program that the revision has otherwise are named where it runs from them', () => {
  const { stdout, stderr } = eksLoki(['diff', 'dev', '--git', 'HEAD', '--json'], ROOT);
  expect(stderr).not.toContain('error');
  const { notes } = JSON.parse(stdout) as { notes: string[] };
  const differ = ['charts', 'lib'].filter((part) => git(ROOT, 'diff', '--name-only', 'HEAD', '--', part) !== '');
  expect(notes).toEqual(differ.length > 0 ? [expect.stringContaining(`${differ.join('/ and ')}/ of `)] : []);
});
