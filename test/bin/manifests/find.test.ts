import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { findManifests } from '../../../bin/manifests/find';
import { workFolder } from '../../helpers/cli';

/** Folder with empty files. */
function folderWith(...files: string[]): string {
  const folder = workFolder();
  for (const name of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

const namesIn = (folder: string) => findManifests(folder).files.map((file) => relative(folder, file));
const problemsIn = (folder: string) =>
  findManifests(folder).problems.map(({ path, found }) => `${relative(folder, path)}: ${found}`);

test('files are found by their suffix in any case, also in a folder that is named like a file', () => {
  expect(namesIn(folderWith('b.YAML', 'a.yml', 'c.json', 'd.md', 'x.yaml/e.yaml', '.eks-loki-1/new/f.yaml'))).toEqual([
    'a.yml',
    'b.YAML',
    'c.json',
    'x.yaml/e.yaml',
  ]);
});

test('links are followed, each file and each folder once', () => {
  const folder = folderWith('a/one.yaml', 'b.yaml');
  symlinkSync('..', join(folder, 'a/up'));
  symlinkSync('self.yaml', join(folder, 'self.yaml'));
  symlinkSync('a', join(folder, 'same'));
  symlinkSync('b.yaml', join(folder, 'z.yaml'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  symlinkSync('nowhere', join(folder, 'dangling.yaml'));
  expect(namesIn(folder)).toEqual(['a/one.yaml', 'b.yaml']);
  expect(problemsIn(folder)).toEqual([
    'dangling.yaml: cannot be read: ENOENT: no such file or directory',
    'self.yaml: cannot be read: ELOOP: too many symbolic links encountered',
  ]);
});

test('pipes are never opened', () => {
  const folder = folderWith('a.yaml');
  for (const name of ['pipe.yaml', 'pipe']) execFileSync('mkfifo', [join(folder, name)]);
  expect(problemsIn(folder)).toEqual(['pipe.yaml: is not a file']);
  expect(findManifests(join(folder, 'pipe')).problems).toMatchObject([{ found: 'is not a file' }]);
});

test('sources of Helm and kustomize are reported once each, with the command that makes manifests of them', () => {
  const charts = ['a/Chart.yaml', 'a/templates/x.yaml', 'b/Chart.yaml', 'b/charts/c/Chart.yaml'];
  const folder = folderWith(...charts, 'base/kustomization.yaml', 'base/x.yaml', 'plain.yaml');
  expect(namesIn(folder)).toEqual(['plain.yaml']);
  expect(findManifests(folder).problems).toEqual([
    {
      path: join(folder, 'a'),
      found: 'is a Helm chart, like 1 other folder',
      fix: 'run helm template first, and check what it prints',
    },
    {
      path: join(folder, 'base'),
      found: 'is a kustomization',
      fix: 'run kubectl kustomize first, and check what it prints',
    },
  ]);
});
