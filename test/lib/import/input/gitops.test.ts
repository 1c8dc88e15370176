import { type InputError, problemText } from '../../../../charts/input/problems';
import { importAll } from '../../../../lib/import/import';
import { valuesInObjects } from '../../../../lib/import/input/gitops';
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
    'a.yaml Application promtail: has no values in it; name the files that its valueFiles or valuesFrom name, or import its release with --release',
    'a.yaml Application promtail: has no keys; name a file with the values of a chart',
  ]);
});

test('other objects, and what is no YAML, are no values', () => {
  expect(valuesInObjects('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n', 'a.yaml')).toBeUndefined();
  expect(valuesInObjects('kind: [\n', 'a.yaml')).toBeUndefined();
});
