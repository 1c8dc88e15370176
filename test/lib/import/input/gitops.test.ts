import { type InputError, problemText } from '../../../../charts/input/problems';
import { importAll } from '../../../../lib/import/import';
import { hasValues, valuesInObjects } from '../../../../lib/import/input/gitops';
import { keyOf } from '../helpers';

const FLUX = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: loki, namespace: obs }
spec:
  values:
    deploymentMode: Distributed
    loki: { auth_enabled: false, limits_config: { max_query_series: 900 } }
`;
const ARGO = (helm: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: promtail }
spec: { sources: [{ repoURL: 'https://charts.example.com', helm: ${helm} }] }
`;

test('values of a HelmRelease and of an Application are those of their charts', () => {
  const text = `${FLUX}---\n${ARGO("{ values: 'config: { clients: [{ tenant_id: apps }] }' }")}`;
  const files = valuesInObjects(text, 'apps.yaml') ?? [];
  const result = importAll({ files, module: 'm' });
  expect(result.charts).toEqual(['loki', 'promtail']);
  expect(keyOf(result, 'apps.yaml HelmRelease loki: loki.limits_config.max_query_series')).toMatchObject({
    to: 'loki.config.limits_config.max_query_series',
  });
  expect(result.problems).toEqual([]);
});

test('an object of values counts as a text of them', () => {
  const [input] = valuesInObjects(ARGO('{ valuesObject: { config: { clients: [] } } }'), 'a.yaml') ?? [];
  expect(input).toEqual({ file: 'a.yaml Application promtail', value: { config: { clients: [] } }, lost: [] });
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec: { template: { spec: { source: { helm: { valuesObject: { alloy: { mounts: { varlog: true } } } } } } } }
`;
  expect(valuesInObjects(set, 'b.yaml')?.[0]?.value).toEqual({ alloy: { mounts: { varlog: true } } });
});

test('values in other files are asked for, those of all objects at once', () => {
  const text = `${ARGO('{ valueFiles: [values.yaml] }')}---\n${ARGO("{ values: '- no map' }")}`;
  let problems: readonly string[] = [];
  try {
    valuesInObjects(text, 'a.yaml');
  } catch (error) {
    problems = (error as InputError).problems.map(problemText);
  }
  expect(problems).toEqual([
    'a.yaml Application promtail: has no values in it; name the files that its valueFiles name, or a file with what helm template prints with its settings',
    'a.yaml Application promtail: has no keys; name a file with the values of a chart',
  ]);
});

test('other objects, and what is no YAML, are no values', () => {
  expect(valuesInObjects('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n', 'a.yaml')).toBeUndefined();
  expect(valuesInObjects('kind: [\n', 'a.yaml')).toBeUndefined();
});

test('the output of kubectl for several objects counts as each of them', () => {
  const item = FLUX.trimEnd().split('\n').join('\n    ');
  const list = `apiVersion: v1\nkind: List\nitems:\n  - ${item}\n`;
  const expected = valuesInObjects(FLUX, 'a.yaml');
  expect(expected?.[0]?.value).toHaveProperty('loki');
  expect(valuesInObjects(list, 'a.yaml')).toEqual(expected);
});

test('settings that change the values and are not read are reported, each by its name', () => {
  const flux = FLUX.replace('  values:', '  valuesFrom: [{ kind: Secret, name: more }]\n  values:');
  const helm = "{ valueFiles: [prod.yaml], parameters: [{ name: a, value: b }], values: 'config: { clients: [] }' }";
  const files = valuesInObjects(`${flux}---\n${ARGO(helm)}`, 'a.yaml') ?? [];
  const { keys } = importAll({ files, module: 'm' });
  const unread = keys.filter(({ note = '' }) => note.startsWith('is not read'));
  expect(unread.map(({ path, class: outcome, note }) => [path, outcome, /before|after/.exec(note ?? '')?.[0]])).toEqual(
    [
      ['a.yaml HelmRelease loki: valuesFrom', 'impossible', 'before'],
      ['a.yaml Application promtail: valueFiles', 'impossible', 'before'],
      ['a.yaml Application promtail: parameters', 'impossible', 'after'],
    ],
  );
});

test('Argo CD reads neither values beside valuesObject nor source beside sources', () => {
  const both = ARGO("{ valuesObject: { config: { clients: [] } }, values: 'config: { logLevel: debug }' }");
  expect(valuesInObjects(both, 'a.yaml')?.map(({ value }) => value)).toEqual([{ config: { clients: [] } }]);
  const sources = both.replace('spec: {', "spec: { source: { helm: { values: 'a: 1' } },");
  expect(valuesInObjects(sources, 'a.yaml')).toEqual(valuesInObjects(both, 'a.yaml'));
});

test('an object without a name, or of another form, is named by its kind', () => {
  let problems: readonly string[] = [];
  try {
    valuesInObjects('apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: [x]\nspec: 7\n', 'a.yaml');
  } catch (error) {
    problems = (error as InputError).problems.map(problemText);
  }
  expect(problems).toEqual([
    'a.yaml HelmRelease: has no values in it; write the values that its valuesFrom names into a file and name it, or import its release with --release',
  ]);
});

test('objects that deploy a chart with values of their own are known from others', () => {
  const flux = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' };
  expect(hasValues({ ...flux, spec: { values: { a: 1 } } })).toBe(true);
  expect(hasValues({ ...flux, spec: { values: {} } })).toBe(false);
  expect(hasValues({ apiVersion: 'v1', kind: 'HelmRelease', spec: { values: { a: 1 } } })).toBe(false);
});
