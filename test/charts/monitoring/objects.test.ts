import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { SecretsManagerCredentials } from '../../../charts/endpoint/credentials/secrets-manager';
import type { CredentialsSource } from '../../../charts/endpoint/credentials/source';
import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import type { MonitoringSettings } from '../../../charts/monitoring/props';
import { makeCharts, objectsOf } from '../../helpers/charts';
import { conventions } from '../../kubernetes/conventions';
import { findingsOf } from '../../kubernetes/findings';
import { KUBERNETES_VERSIONS, validateManifests } from '../../kubernetes/validate';

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const FORMS: readonly [what: string, monitoring: MonitoringSettings][] = [
  ['the Prometheus Operator', { from: 'prometheus-operator', namespace: 'monitoring', labels: { release: 'p' } }],
  ['a Prometheus of one’s own', { from: 'scrape-config', namespace: 'monitoring' }],
  [
    'Alloy and a workspace',
    {
      from: 'alloy',
      remoteWrite: { workspaceArn: WORKSPACE },
      roleArn: 'arn:aws:iam::111122223333:role/loki-test.metrics',
    },
  ],
];

describe.each(FORMS)('with %s', (_what, monitoring) => {
  const objects = objectsOf(makeCharts({}, { monitoring }));
  const without = objectsOf(makeCharts());

  test.each(KUBERNETES_VERSIONS)('the objects follow the schemas of %s and the conventions', (version) => {
    expect(validateManifests(objects, version)).toEqual([]);
    const external = ['Secret loki/loki-credentials', 'Secret alloy/loki-credentials', 'StorageClass gp3'];
    expect(conventions(objects, external)).toEqual(conventions(without, external));
  });

  test('no rule finds anything that it does not find without', () => {
    expect(findingsOf(objects)).toEqual(findingsOf(without));
  });

  test('other objects are as they are without, but for who scrapes', () => {
    const key = ({ kind, metadata }: { kind: string; metadata: { name: string; namespace?: string } }) =>
      `${kind} ${metadata.namespace}/${metadata.name}`;
    const found = new Map(objects.map((object) => [key(object), JSON.stringify(object)]));
    const changed = without.filter((object) => found.get(key(object)) !== JSON.stringify(object)).map(key);
    expect(changed).toEqual(['NetworkPolicy alloy/alloy', 'NetworkPolicy alloy/alloy-events']);
  });

  test('they are small', () => {
    const file = makeCharts({}, { monitoring })
      .manifests()
      .find(({ name }) => name.startsWith('50-'));
    expect(file?.yaml.length).toBeLessThan(60_000);
  });
});

test('monitoring, dashboards, a Grafana and the canary together add at most 250 KB of manifests', () => {
  const bytesOf = (more: Parameters<typeof makeCharts>[1]): number =>
    makeCharts({}, { ...more, alloySources: { hubble: true, audit: true } })
      .manifests()
      .reduce((sum, { yaml }) => sum + Buffer.byteLength(yaml), 0);
  const all = bytesOf({
    monitoring: { from: 'prometheus-operator', namespace: 'monitoring' },
    grafanaDatasources: { prometheus: { url: 'http://prometheus.monitoring:9090' } },
    ...{ canary: true, grafanaDeploy: true, grafanaDashboards: true },
  });
  expect(all - bytesOf({})).toBeGreaterThan(100_000);
  expect(all - bytesOf({})).toBeLessThan(250_000);
});

describe('the age of passwords', () => {
  const rulesOf = (credentials: CredentialsSource): string | undefined =>
    makeCharts({ credentials }, { monitoring: { from: 'scrape-config', namespace: 'monitoring' } }).monitoring?.rules;

  test('is an alert where Secrets are made by hand, under their name', () => {
    const rules = rulesOf(new KubernetesSecretCredentials({ secretName: 'corp' }));
    expect(rules).toContain('kube_secret_created{namespace=~"loki|alloy", secret="corp"}');
  });

  test('is not made where AWS has them', () => {
    const identity = (namespace: string, serviceAccountName = namespace) =>
      new WorkloadIdentity({
        namespace,
        serviceAccountName,
        roleArn: `arn:aws:iam::111122223333:role/${namespace}`,
      });
    const credentials = new SecretsManagerCredentials({
      region: 'us-east-1',
      writerSecretName: 'loki/test/writer',
      readerSecretName: 'loki/test/reader',
      ...{ gateway: identity('loki', 'loki-gateway'), alloy: identity('alloy'), grafana: identity('grafana') },
    });
    expect(rulesOf(credentials)).not.toContain('LokiPasswordsOld');
  });
});
