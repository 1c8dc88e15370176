import { createHash } from 'node:crypto';
import { valuesInObjects } from '../../../../../lib/import/input/gitops/values';
import type { FormerRelease } from '../../../../../lib/import/release';

const VALUES = 'loki: { auth_enabled: false }';

/** Release of the first chart of a text. */
const releaseOf = (text: string): FormerRelease | undefined => valuesInObjects(text, 'a.yaml')?.[0]?.release;

const flux = (spec: string, metadata = '{ name: loki, namespace: obs }') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: ${metadata}
spec: { ${spec}${spec && ', '}values: { ${VALUES} } }
`;

// As GetReleaseName, GetReleaseNamespace, GetStorageNamespace and ShortenName of helm-controller make them.
test.each([
  ['', 'loki', 'obs', 'obs'],
  ['targetNamespace: logs', 'logs-loki', 'logs', 'obs'],
  ['targetNamespace: logs, releaseName: store, storageNamespace: flux-system', 'store', 'logs', 'flux-system'],
])('a HelmRelease with %j is the release %s in %s, kept in %s', (spec, name, namespace, storage) => {
  expect(releaseOf(flux(spec))).toMatchObject({ by: 'flux', name, namespace, storage });
});

test('Flux shortens a long name with its hash, and a Kustomization may say the namespace', () => {
  const target = 'a-namespace-of-forty-characters-long-too';
  const whole = `${target}-loki-of-the-team`;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  const found = releaseOf(flux(`targetNamespace: ${target}`, '{ name: loki-of-the-team }'));
  expect(found).toMatchObject({ name: `${whole.slice(0, 40)}-${hash}`, namespace: target });
  expect(releaseOf(flux('', '{ name: loki }'))).toMatchObject({ name: 'loki', namespace: undefined });
});

const argo = (helm: string, destination = '{ namespace: logs }') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: loki, namespace: gitops }
spec: { destination: ${destination}, source: { chart: loki, helm: { ${helm} values: '${VALUES}' } } }
`;

test.each([
  ['', 'loki', 'logs'],
  ['releaseName: store,', 'store', 'logs'],
  ['namespace: obs,', 'loki', 'obs'],
])('an Application with %j is the release %s in %s', (helm, name, namespace) => {
  expect(releaseOf(argo(helm))).toMatchObject({ by: 'argo-cd', name, namespace, object: { namespace: 'gitops' } });
});

test('a name that an ApplicationSet makes for each cluster is unknown', () => {
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
  template:
    metadata: { name: '{{ .name }}-loki' }
    spec: { destination: { namespace: logs }, source: { chart: loki, helm: { values: '${VALUES}' } } }
`;
  expect(releaseOf(set)).toMatchObject({ name: undefined, namespace: 'logs', object: { kind: 'ApplicationSet' } });
});

const k3s = (kind: string, spec: string, name = 'loki') => `apiVersion: helm.cattle.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: kube-system }
spec: { ${spec} }
`;

test('a HelmChart is named as it is, in its target namespace, and its HelmChartConfig wins', () => {
  const chart = k3s('HelmChart', `chart: loki, targetNamespace: logs, set: { "a[0]": 1 }, valuesContent: '${VALUES}'`);
  const config = k3s('HelmChartConfig', "valuesContent: 'loki: { auth_enabled: true }'");
  const inputs = valuesInObjects(`${chart}---\n${config}`, 'a.yaml') ?? [];
  expect(inputs.map(({ file }) => file)).toEqual(['a.yaml HelmChart loki', 'a.yaml HelmChartConfig loki']);
  for (const { release, chart: name } of inputs)
    expect([release, name]).toMatchObject([{ by: 'k3s', name: 'loki', namespace: 'logs' }, 'loki']);
  expect(inputs[0]?.unread?.[0]?.path).toBe('a.yaml HelmChart loki: set[0] (a[0])');
  expect(releaseOf(k3s('HelmChart', `chart: loki, valuesContent: '${VALUES}'`))?.namespace).toBe('kube-system');
  expect(releaseOf(k3s('HelmChartConfig', `valuesContent: '${VALUES}'`))?.namespace).toBeUndefined();
  const alone = valuesInObjects(`${k3s('HelmChart', 'chart: loki')}---\n${config}`, 'a.yaml') ?? [];
  expect(alone.map(({ file, missing }) => [file, missing])).toEqual([['a.yaml HelmChartConfig loki', undefined]]);
});

test('releases of a helmfile have the names and the values that are in it', () => {
  const text = `releases:
  - { name: dash, namespace: web, chart: grafana/grafana, values: [{ replicas: 2 }] }
  - { name: store, namespace: logs, chart: grafana/loki, values: [base.yaml, { ${VALUES} }, { minio: { enabled: false } }] }
`;
  const inputs = valuesInObjects(text, 'helmfile.yaml') ?? [];
  expect(inputs.map(({ value }) => Object.keys(value))).toEqual([['loki'], ['minio']]);
  expect(inputs[0]?.release).toEqual({ by: 'helmfile', name: 'store', namespace: 'logs' });
  expect(inputs[0]?.unread?.map(({ path }) => path)).toEqual([
    'helmfile.yaml release store: values',
    'helmfile.yaml release dash',
  ]);
});

test('charts of a kustomization are rendered into its namespace', () => {
  const text = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts: [{ name: loki, releaseName: store, namespace: logs, valuesFile: v.yaml, valuesInline: { ${VALUES} } }]
`;
  expect(releaseOf(text)).toEqual({ by: 'kustomize', name: 'store', namespace: 'logs' });
  expect(releaseOf(`namespace: obs\n${text}`)?.namespace).toBe('obs');
  expect(valuesInObjects(text, 'k.yaml')?.[0]?.unread?.[0]).toMatchObject({
    path: 'k.yaml helmCharts loki: valuesFile',
  });
});
