import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs } from '../../../bin/import/inputs';
import { InputError } from '../../../charts/input/problems';

const folder = mkdtempSync(join(tmpdir(), 'inputs-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const APP = file(
  'app.yaml',
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: store }
spec: { source: { chart: loki, helm: { valueFiles: [values.yaml] } } }
`,
);
const OTHER = file('other.yaml', 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: web }\n');
const VALUES = file('values.yaml', 'loki: { auth_enabled: false }\n');

const problemsOf = (...paths: string[]): string[] => {
  try {
    readInputs(paths);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ path, found }) => `${path.replace(/^.*\//, '')}: ${found}`);
  }
};

test('values that are in no file are asked for, of all objects', () => {
  expect(problemsOf(APP, OTHER)).toEqual([
    'app.yaml Application store: has no values in it',
    'other.yaml Application web: has no values in it',
  ]);
});

test('values in a file of its own are those of the object, which says the release', () => {
  const { files } = readInputs([APP, VALUES, OTHER]);
  expect(files.map(({ release, value }) => [release?.name, Object.keys(value)])).toEqual([
    ['store', []],
    [undefined, ['loki']],
  ]);
});

test.each([
  ['loki.yaml', 'auth_enabled: false\nschema_config: { configs: [] }\nlimits_config: {}\n', 'loki'],
  ['promtail.yml', 'clients: [{ url: "http://loki" }]\nscrape_configs: []\n', 'promtail'],
  ['agent.alloy', 'loki.write "a" { }\n', 'alloy'],
  ['agent.river', 'loki.write "a" { }\n', 'alloy'],
])('%s is a configuration, and no values', (name, text, kind) => {
  const read = readInputs([file(name, text)]);
  expect([read.files, read.manifests?.configurations?.map((one) => one.kind)]).toEqual([[], [kind]]);
});

test('values with a block of Loki one level too high are values', () => {
  expect(readInputs([file('high.yaml', 'schema_config: { configs: [] }\nread: { replicas: 1 }\n')]).files).toHaveLength(
    1,
  );
});

test.each([
  ['cut.alloy', 'loki.write "a" {\n  endpoint {\n', /^cut\.alloy: is not the language of Alloy: line \d+ lacks /],
  ['empty.alloy', '// nothing\n', /^empty\.alloy: has no block$/],
  ['binary.river', 'a\0b', /^binary\.river: is binary$/],
])('%s is refused', (name, text, form) => {
  expect(problemsOf(file(name, text))).toEqual([expect.stringMatching(form)]);
});

test('a device is not a file', () => {
  expect(problemsOf('/dev/zero')).toEqual(['zero: is not a file']);
});

test('a file in another encoding is named with its line', () => {
  const path = join(folder, 'latin.yaml');
  writeFileSync(path, Buffer.from('loki:\n  # für alle\n  auth_enabled: false\n', 'latin1'));
  expect(problemsOf(path)).toEqual(['latin.yaml:2: has a byte that is not UTF-8']);
});
