import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../../bin/manifests/read';
import { workFolder } from '../../helpers/cli';

const object = (name: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }`;

/** Folder with files of the given texts. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = workFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const names = (path: string) => readManifests(path).map(({ metadata }) => metadata.name);

test('objects of YAML and JSON files below a folder are read in the order of their paths', () => {
  const json = JSON.stringify({ kind: 'List', items: [{ kind: 'Secret', metadata: { name: 'd' } }] });
  const folder = folderOf({
    'b.yaml': `${object('b')}\n---\n${object('c')}`,
    'a/a.yml': object('a'),
    'd.json': json,
    'readme.md': object('not read'),
    'values.yaml': 'replicas: 3',
  });
  expect(names(folder)).toEqual(['a', 'b', 'c', 'd']);
  expect(names(join(folder, 'a/a.yml'))).toEqual(['a']);
});

test('problems of all files are reported at once', () => {
  const folder = folderOf({ 'a.yaml': 'kind: [', 'b.yaml': object('b'), 'c.yaml': '{' });
  expect(() => readManifests(folder)).toThrow(/a\.yaml:\d+: not YAML: .*\n.*c\.yaml:\d+: not YAML: /);
});

test('templates are reported once, and not by their lines', () => {
  const folder = folderOf({
    'a.yaml': 'a: {{ .Values.x }}',
    'b.yaml': '{{- if .Values.y }}\na: 1\n{{- end }}',
    'c.yaml': object('c'),
  });
  expect(() => readManifests(folder)).toThrow(
    `${join(folder, 'a.yaml')}: is a template, like 1 other file; run helm template first, and check what it prints`,
  );
});
