import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ours from '../../package.json';
import starter from '../../create/package.json';
import { eksLoki, ROOT, run, withoutAws, workFolder } from '../helpers/cli';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('the package behind npm init is of this version, and starts this version alone', () => {
  expect(starter.name).toBe('create-eks-loki');
  expect(starter.version).toBe(ours.version);
  expect(starter.dependencies).toEqual({ [ours.name]: ours.version });
});

test('it has the licence, engines and address of this package', () => {
  const { license, engines, author, bugs, homepage, publishConfig, repository } = ours;
  expect(starter).toMatchObject({ license, engines, author, bugs, homepage, publishConfig });
  expect(starter.repository).toEqual({ ...repository, directory: 'create' });
  expect(read('create/LICENSE')).toBe(read('LICENSE'));
});

test('it packs its program, its README and its licence, and nothing else', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json'], { cwd: join(ROOT, 'create'), encoding: 'utf8' });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }];
  expect(files.map(({ path }) => path).sort()).toEqual(['LICENSE', 'README.md', 'create-eks-loki.cjs', 'package.json']);
});

test('this package does not have it', () => {
  expect(ours.files.filter((file) => file.startsWith('create'))).toEqual([]);
});

test('npm version gives it the new version', () => {
  const folder = workFolder();
  mkdirSync(join(folder, 'create'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: ours.name, version: '9.8.7' }));
  cpSync(join(ROOT, 'create/package.json'), join(folder, 'create/package.json'));
  expect(ours.scripts.version).toBe('node scripts/version.mjs');
  expect(run(process.execPath, [join(ROOT, 'scripts/version.mjs')], folder).status).toBe(0);
  const text = readFileSync(join(folder, 'create/package.json'), 'utf8');
  expect(text).toBe(read('create/package.json').replaceAll(`"${ours.version}"`, '"9.8.7"'));
});

test('release.yml publishes both, this package first', () => {
  const steps = read('.github/workflows/release.yml')
    .split('- ')
    .filter((step) => step.includes('npm publish --provenance'));
  expect(steps.map((step) => /working-directory: (\S+)/.exec(step)?.[1])).toEqual([undefined, 'create']);
});

test('its program is eks-loki init with the same arguments', () => {
  const folder = workFolder();
  // Where npm puts its dependency.
  mkdirSync(join(folder, 'node_modules'));
  cpSync(join(ROOT, 'create'), join(folder, 'node_modules/create-eks-loki'), { recursive: true });
  mkdirSync(join(folder, 'node_modules/cdk-eks-loki/bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'node_modules/cdk-eks-loki/package.json'));
  writeFileSync(
    join(folder, 'node_modules/cdk-eks-loki/bin/eks-loki.cjs'),
    'console.log(JSON.stringify(process.argv.slice(2)));',
  );
  const args = ['logging', '--yes', '--volume', '20 GB/day'];
  const program = join(folder, 'node_modules/create-eks-loki', starter.bin['create-eks-loki']);
  const { status, stdout } = run(process.execPath, [program, ...args], folder, withoutAws());
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(['init', ...args]);
  expect(eksLoki(['init', '--help'], folder).stdout).toContain('Usage: eks-loki init');
});
