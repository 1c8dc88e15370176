import { Testing } from 'cdk8s';
import { AlloyChart, type AlloyCollectorProps } from '../../../../charts/alloy/chart';
import { Block } from '../../../../charts/alloy/language/syntax';
import { bool, call, list, object, text } from '../../../../charts/alloy/language/values';
import type { AlloySource } from '../../../../charts/alloy/sources/source';
import { SecretsManagerCredentials } from '../../../../charts/endpoint/credentials';
import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import { WorkloadIdentity } from '../../../../charts/endpoint/identity';
import { MANIFESTS_RULES } from '../../../../lib/checks/catalogue';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { chartOf, ENDPOINT, objectsOf, PushSource, type Rendered } from '../helpers';

/** A source that uses every feature. */
const APP: AlloySource = {
  name: 'app',
  mounts: [{ name: 'app-log', path: '/opt/app/log' }],
  env: [{ name: 'APP', value: 'x' }],
  rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] }],
  blocks: ({ receiver }) => [
    new Block('loki.source.file', 'app')
      .set('targets', list(object({ __path__: text('/opt/app/log/*.log'), app: call('sys.env', text('APP')) })))
      .set('forward_to', list(receiver))
      .add(new Block('file_match').set('enabled', bool(true))),
  ],
};

const OWN: AlloyCollectorProps[] = [
  { name: 'app', kind: 'every-node', sources: [APP] },
  { name: 'push', kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'] },
];

test("mounts, environment, permissions and configuration of one collector are no other collector's", () => {
  const others = ['alloy', 'alloy-events', 'alloy-push'].map((name) => objectsOf({ collectors: OWN }, name));
  expect(JSON.stringify(others)).not.toMatch(/app-log|\/opt\/app|"APP"|"nodes"/);
  const app = objectsOf({ collectors: OWN }, 'alloy-app');
  expect(app.ClusterRole.rules).toEqual(APP.rules);
  expect(app.DaemonSet.spec.template.spec.containers[0].env.map(({ name }: Rendered) => name)).toEqual([
    'APP',
    'GOMEMLIMIT',
    'GOMAXPROCS',
  ]);
  expect(app.ConfigMap.data['config.alloy']).not.toContain('loki.source.journal');
});

test('a second DaemonSet keeps its positions apart from the first', () => {
  const { volumes } = objectsOf({ collectors: OWN }, 'alloy-app').DaemonSet.spec.template.spec;
  expect(volumes).toContainEqual({
    name: 'storage',
    hostPath: { path: '/var/lib/alloy-app/data', type: 'DirectoryOrCreate' },
  });
});

test("collectors of one's own change nothing of those of the library", () => {
  for (const name of ['alloy', 'alloy-events'])
    expect(objectsOf({ collectors: OWN }, name)).toEqual(objectsOf({}, name));
});

test('the configurations, by workload', () => {
  const chart = chartOf({ collectors: OWN });
  expect(Object.keys(chart.configs)).toEqual(['alloy', 'alloy-events', 'alloy-app', 'alloy-push']);
  expect(chart.configs['alloy']).toBe(chart.config);
});

test('no rule about manifests finds anything in collectors of every kind', () => {
  const manifests = new Manifests(chartOf({ collectors: OWN }).toJson() as Manifest[]);
  const found = MANIFESTS_RULES.flatMap((rule) => rule.check({ manifests }).map(({ path }) => `${rule.id} ${path}`));
  expect(found).toEqual([]);
});

describe('passwords in Secrets Manager', () => {
  const identity = (name: string) =>
    new WorkloadIdentity({
      namespace: name === 'gateway' ? 'loki' : name,
      serviceAccountName: name,
      roleArn: `arn:aws:iam::111122223333:role/${name}`,
    });
  const credentials = new SecretsManagerCredentials({
    ...{ region: 'us-east-1', writerSecretName: 'loki/x/writer', readerSecretName: 'loki/x/reader' },
    ...{ gateway: identity('gateway'), alloy: identity('alloy'), grafana: identity('grafana') },
  });
  const endpoint = new LokiEndpoint({ ...ENDPOINT, credentials });
  const chart = new AlloyChart(Testing.app(), 'alloy', { endpoint, clusterName: 'prod', collectors: OWN });
  const objects = chart.toJson() as Rendered[];

  test('every collector reads its own as its own service account, by the role of Alloy', () => {
    const names = ['alloy', 'alloy-events', 'alloy-app', 'alloy-push'];
    expect(chart.podIdentities.map(({ subject }) => subject)).toEqual(
      names.map((name) => `system:serviceaccount:alloy:${name}`),
    );
    const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts.map(({ metadata }) => [metadata.name, metadata.annotations])).toEqual(
      names.map((name) => [name, { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/alloy' }]),
    );
  });

  test('files for root are for root alone, others can be read without it', () => {
    const classes = objects.filter(({ kind }) => kind === 'SecretProviderClass');
    const modes = classes.map(({ metadata, spec }) => [
      metadata.name,
      /filePermission: "(\d+)"/.exec(spec.parameters.objects)?.[1],
    ]);
    expect(modes).toEqual([
      ['loki-credentials-alloy', '0400'],
      ['loki-credentials-alloy-events', '0444'],
      ['loki-credentials-alloy-app', '0400'],
      ['loki-credentials-alloy-push', '0444'],
    ]);
  });

  test('no container gets the token of the role', () => {
    for (const { spec } of objects.filter(({ spec: { template } = {} as Rendered }) => template)) {
      expect(spec.template.metadata.annotations['eks.amazonaws.com/skip-containers']).toBe('alloy');
    }
  });
});
