import { problemText } from '../../../../../charts/input/problems';
import { importAll } from '../../../../../lib/import/import';
import { hasValues, valuesInObjects } from '../../../../../lib/import/input/gitops/values';
import { parseValues } from '../../../../../lib/import/input/text';
import { keyOf } from '../../helpers';

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
  expect(input).toMatchObject({ file: 'a.yaml Application promtail', value: { config: { clients: [] } }, lost: [] });
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec: { template: { spec: { source: { helm: { valuesObject: { alloy: { mounts: { varlog: true } } } } } } } }
`;
  expect(valuesInObjects(set, 'b.yaml')?.[0]?.value).toEqual({ alloy: { mounts: { varlog: true } } });
});

test('values in other files are missing, and texts that are not values are refused', () => {
  const [input] = valuesInObjects(ARGO('{ valueFiles: [values.yaml] }'), 'a.yaml') ?? [];
  expect(input?.missing && problemText(input.missing)).toBe(
    'a.yaml Application promtail: has no values in it; name the files that its valueFiles name, or a file with what helm template prints with its settings',
  );
  expect(() => valuesInObjects(ARGO("{ values: '- no map' }"), 'a.yaml')).toThrow(
    'a.yaml Application promtail: has no keys; name a file with the values of a chart',
  );
});

test('other objects, and what is not YAML, are not values', () => {
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
  const helm = "{ valueFiles: [prod.yaml], parameters: [{ name: 'a[0]' }], values: 'config: { clients: [] }' }";
  const files = valuesInObjects(`${flux}---\n${ARGO(helm)}`, 'a.yaml') ?? [];
  const { keys } = importAll({ files, module: 'm' });
  const unread = keys.filter(({ note = '' }) => note.startsWith('is not read'));
  expect(unread.map(({ path, class: outcome, note }) => [path, outcome, /before|after/.exec(note ?? '')?.[0]])).toEqual(
    [
      ['a.yaml HelmRelease loki: valuesFrom', 'decision', 'before'],
      ['a.yaml Application promtail: valueFiles', 'decision', 'before'],
      ['a.yaml Application promtail: parameters[0] (a[0])', 'decision', 'after'],
    ],
  );
});

test('Argo CD does not read values beside valuesObject, or source beside sources', () => {
  const both = ARGO("{ valuesObject: { config: { clients: [] } }, values: 'config: { logLevel: debug }' }");
  expect(valuesInObjects(both, 'a.yaml')?.map(({ value }) => value)).toEqual([{ config: { clients: [] } }]);
  const sources = both.replace('spec: {', "spec: { source: { helm: { values: 'a: 1' } },");
  expect(valuesInObjects(sources, 'a.yaml')).toEqual(valuesInObjects(both, 'a.yaml'));
});

test('an object without a name, or of another form, is named by its kind', () => {
  const text = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: [x]\nspec: 7\n';
  expect(valuesInObjects(text, 'a.yaml')?.[0]?.missing?.path).toBe('a.yaml HelmRelease');
});

test('the chart of an object says what its values are of, and charts of other programs beside it are left out', () => {
  const app = (name: string, chart: string, values: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec: { source: { chart: ${chart}, targetRevision: 2.10.2, helm: { values: '${values}' } } }
`;
  const text = [app('dash', 'grafana', 'replicas: 2'), app('logs', 'loki-stack', 'grafana: { enabled: true }')].join(
    '---\n',
  );
  const { charts, keys } = importAll({ files: valuesInObjects(text, 'a.yaml') ?? [], module: 'm' });
  expect(charts).toEqual(['loki-stack']);
  expect(keys.find(({ path }) => path === 'a.yaml Application dash')).toMatchObject({
    class: 'impossible',
    note: 'of the chart grafana, which is not read',
  });
  // Values of the chart loki before 3 have other keys.
  expect(valuesInObjects(app('logs', 'loki', 'config: {}'), 'a.yaml')?.[0]?.chart).toBe('loki-2');
});

describe('values of ConfigMaps that a HelmRelease names', () => {
  const map = (name: string, data: object, namespace = 'obs') =>
    `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data })}\n`;
  const flux = (from: object[]) => FLUX.replace('  values:', `  valuesFrom: ${JSON.stringify(from)}\n  values:`);
  const values = (text: string) => valuesInObjects(text, 'a.yaml')?.map(({ value }) => value);
  const own = values(FLUX) ?? [];

  test('in the same file are read, in their order, before those of the release, which win', () => {
    const text =
      flux([
        { kind: 'ConfigMap', name: 'more' },
        { kind: 'ConfigMap', name: 'more', valuesKey: 'type', targetPath: 'loki.storage.a\\.b' },
      ]) + map('more', { 'values.yaml': 'loki: { auth_enabled: false }', type: 's3' });
    expect(values(text)).toEqual([{ loki: { auth_enabled: false } }, { loki: { storage: { 'a.b': 's3' } } }, ...own]);
    expect(valuesInObjects(text, 'a.yaml')?.flatMap(({ unread = [] }) => unread)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['of a Secret', { kind: 'Secret', name: 'more' }, ''],
    ['of another namespace', { kind: 'ConfigMap', name: 'other' }, map('other', { 'values.yaml': 'a: 1' }, 'else')],
    [
      'of another key',
      { kind: 'ConfigMap', name: 'other', valuesKey: 'prod' },
      map('other', { 'values.yaml': 'a: 1' }),
    ],
    [
      'for an item of a list',
      { kind: 'ConfigMap', name: 'other', targetPath: 'a[0].b' },
      map('other', { 'values.yaml': 'x' }),
    ],
  ])('%s are reported', (_what, from, more) => {
    const text = flux([{ kind: 'ConfigMap', name: 'more' }, from]) + map('more', { 'values.yaml': 'b: 1' }) + more;
    expect(values(text)).toEqual([{ b: 1 }, ...own]);
    expect(valuesInObjects(text, 'a.yaml')?.[0]?.unread?.map(({ path }) => path)).toEqual([
      'a.yaml HelmRelease loki: valuesFrom[1]',
    ]);
  });
});

test('a release may have its values in a file of its own', () => {
  const flux = `${FLUX.slice(0, FLUX.indexOf('  values:'))}  chart: { spec: { chart: loki, version: 6.x } }
  valuesFrom: [{ kind: ConfigMap, name: loki }]
`;
  const files = [...(valuesInObjects(flux, 'a.yaml') ?? []), parseValues('loki: { auth_enabled: false }\n', 'v.yaml')];
  const { charts, plan } = importAll({ files, module: 'm' });
  expect(charts).toEqual(['loki']);
  expect(plan.flatMap(({ actions }) => actions)).toContain('flux suspend helmrelease loki --namespace obs');
});

test('objects that deploy a chart with values of their own are known from others', () => {
  const flux = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' };
  expect(hasValues({ ...flux, spec: { values: { a: 1 } } })).toBe(true);
  expect(hasValues({ ...flux, spec: { values: {} } })).toBe(false);
  expect(hasValues({ apiVersion: 'v1', kind: 'HelmRelease', spec: { values: { a: 1 } } })).toBe(false);
});

test('single keys win over the values beside them', () => {
  const parameters =
    "parameters: [{ name: config.logLevel, value: debug }, { name: x, value: '1', forceString: true }]";
  const valuesOf = (text: string) => valuesInObjects(text, 'a.yaml')?.map(({ value }) => value);
  expect(valuesOf(ARGO(`{ valuesObject: { config: { logLevel: info, a: 1 } }, ${parameters} }`))).toEqual([
    { config: { logLevel: 'debug', a: 1 }, x: '1' },
  ]);
  expect(valuesOf(ARGO(`{ ${parameters} }`))).toEqual([{ config: { logLevel: 'debug' }, x: '1' }]);
  const helmfile = (values: string) =>
    `releases: [{ name: loki, chart: grafana/loki, values: ${values}, set: [{ name: loki.auth_enabled, value: false }] }]`;
  expect(valuesOf(helmfile('[{ loki: { a: 1 } }]'))).toEqual([{ loki: { a: 1, auth_enabled: false } }]);
  // Files win over what is named before them.
  const withFiles = valuesInObjects(helmfile('[a.yaml]'), 'a.yaml');
  expect(withFiles?.[0]?.value).toEqual({});
  expect(withFiles?.[0]?.unread?.map(({ path }) => path)).toEqual([
    'a.yaml release loki: values',
    'a.yaml release loki: set[0] (loki.auth_enabled)',
  ]);
});

test.each([
  'kind: HelmChartInflationGenerator\napiVersion: builtin\nmetadata: { name: x }\nname: loki\nvaluesInline: { a: 1 }\n',
  'kind: Kustomization\nhelmCharts: [{ name: loki, valuesInline: { a: 1 } }]\n',
])('charts of a kustomization have values in any of its forms: %j', (text) => {
  expect(valuesInObjects(text, 'k.yaml')).toMatchObject([
    { chart: 'loki', value: { a: 1 }, release: { by: 'kustomize' } },
  ]);
});

test('values in the file of a former generator are missing', () => {
  const text = 'helmChartInflationGenerator: [{ chartName: loki, values: v.yaml }]\n';
  expect(valuesInObjects(text, 'k.yaml')?.[0]).toMatchObject({
    chart: 'loki',
    missing: { fix: 'name the files that its valuesFile and additionalValuesFiles name' },
    unread: [{ path: 'k.yaml helmCharts loki: valuesFile' }],
  });
});

test('a key that Flux takes from a Secret is named, and nothing of the Secret is read', () => {
  const text =
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: loki }\nspec: { chart: { spec: { chart: loki } }, values: { loki: {} , deploymentMode: Distributed }, valuesFrom: [{ kind: Secret, name: keys, valuesKey: id, targetPath: loki.storage.s3.accessKeyId }] }\n';
  const { keys } = importAll({ files: valuesInObjects(text, 'a.yaml') ?? [], module: 'm' });
  expect(keys.find(({ path }) => path.endsWith('valuesFrom[0]'))).toMatchObject({
    class: 'decision',
    note: expect.stringContaining('loki.storage.s3.accessKeyId is in Secret keys') as string,
  });
});
