import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../../package.json';
import { builtClone, run, withoutAws, workFolder } from '../../helpers/cli';

jest.setTimeout(60_000);

const clone = builtClone();
const cache = join(clone, 'dist/code-cache');

/** A shared temporary folder, with the folders in which others could put code for the loaders of TypeScript. */
const temporary = workFolder();
const planted = ['jiti', 'tsx', `tsx-${process.getuid?.()}`].map((name) => join(temporary, name));
for (const folder of planted) mkdirSync(folder);

/** Renders; true if the bundle ran, which fills the code cache. */
function runsBundle(): boolean {
  rmSync(cache, { recursive: true, force: true });
  const { status, stdout, stderr } = run(
    process.execPath,
    ['bin/eks-loki.cjs', 'render', 'dev', '--json'],
    clone,
    withoutAws({ TMPDIR: temporary }),
  );
  expect(planted.flatMap((folder) => readdirSync(folder))).toEqual([]);
  expect({ status, stderr: stderr.replace(/^warning[^]*/, '') }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject([{ environment: 'dev' }]);
  return existsSync(cache) && readdirSync(cache).length > 0;
}

const touch = (file: string): void => {
  const path = join(clone, file);
  // The bundle was just made, and files have the machine's own time.
  const soon = new Date(Math.max(statSync(path).mtimeMs, statSync(join(clone, 'dist')).mtimeMs) + 60_000);
  utimesSync(path, soon, soon);
};

test('the bundle runs, even if files that it was not built from are newer', () => {
  touch('bin/environments.ts');
  writeFileSync(join(clone, 'bin/other-environments.ts'), 'export default {};');
  writeFileSync(join(clone, 'lib/notes.json'), '{}');
  for (const file of ['bin/other-environments.ts', 'lib/notes.json']) touch(file);
  expect(runsBundle()).toBe(true);
  // The text of a user's file is in it.
  expect(lstatSync(join(cache, 'environments')).mode & 0o777).toBe(0o700);
});

test('the sources run once one of them is newer than the bundle, or there is no bundle', () => {
  touch('charts/input/problems.ts');
  expect(runsBundle()).toBe(false);
  rmSync(join(clone, 'dist'), { recursive: true });
  expect(run(process.execPath, ['bin/eks-loki.cjs', '--version'], clone).stdout).toBe(`${version}\n`);
});
