import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../helpers/cli';

/** Folders whose tests mirror them. */
const SOURCES = ['bin', 'charts', 'lib'];

/** Generated files and folders. */
const GENERATED =
  /(^|\/)(node_modules|dist|out|generated|schemas|__snapshots__|__pycache__|manifests\/.*\.yaml|cdk\.out|k8s\.out)(\/|$)/;

/** Paths below a folder of the project, from the project's root. */
function below(folder: string, kind: 'file' | 'folder'): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (GENERATED.test(path)) return [];
    if (!entry.isDirectory()) return kind === 'file' ? [path] : [];
    return [...(kind === 'folder' ? [path] : []), ...below(path, kind)];
  });
}

const isCode = (path: string) => /\.(ts|[cm]?js|py)$/.test(path);
const isTest = (path: string) => path.endsWith('.test.ts');

test('lib/ has at most twelve entries', () => {
  expect(readdirSync(join(ROOT, 'lib')).length).toBeLessThanOrEqual(12);
});

test('no hand-written file has more than 300 lines', () => {
  const files = [...SOURCES, 'examples', 'scripts', 'test'].flatMap((folder) => below(folder, 'file')).filter(isCode);
  const lines = (path: string) => readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length;
  expect(files.length).toBeGreaterThan(300);
  expect(files.map((path) => `${path}: ${lines(path)}`).filter((text) => Number(/\d+$/.exec(text)) > 300)).toEqual([]);
});

test.each(SOURCES)('each folder of tests in test/%s is a folder or a file of the sources', (folder) => {
  const folders = below(`test/${folder}`, 'folder').map((path) => path.slice('test/'.length));
  expect(folders.length).toBeGreaterThan(0);
  expect(folders.filter((path) => ![path, `${path}.ts`].some((source) => existsSync(join(ROOT, source))))).toEqual([]);
});

test.each(SOURCES)('each folder of %s/ has tests', (folder) => {
  const withCode = readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`)
    .filter((path) => below(path, 'file').some(isCode));
  expect(withCode.length).toBeGreaterThan(0);
  expect(withCode.filter((path) => !below(`test/${path}`, 'file').some(isTest))).toEqual([]);
});

test.each(SOURCES)('in %s/ no prefix of names stands for a folder', (folder) => {
  const shared = [folder, ...below(folder, 'folder')].flatMap((path) => {
    const prefixes = readdirSync(join(ROOT, path))
      .filter((name) => isCode(name) && name.includes('-'))
      .map((name) => basename(name).split('-')[0] as string);
    return [...new Set(prefixes)]
      .filter((prefix) => prefixes.filter((other) => other === prefix).length > 2)
      .map((prefix) => `${path}/${prefix}-*: make a folder ${prefix}/`);
  });
  expect(shared).toEqual([]);
});
